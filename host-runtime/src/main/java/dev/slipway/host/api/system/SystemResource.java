package dev.slipway.host.api.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.ApiVersion;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Door;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.cgroup.Cgroups;
import dev.slipway.host.container.Container;
import dev.slipway.host.container.ContainerState;
import dev.slipway.host.container.Containers;
import dev.slipway.host.library.Library;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ping, version and info. */
public final class SystemResource implements Resource {
    private final String engine;
    private final Path dataRoot;
    private final Containers containers;
    private final Library library;
    private final Cgroups cgroups;
    private final Host host = new Host();
    private final Clock clock = Clock.systemUTC();
    private final Instant started = clock.instant();

    public SystemResource(String engine, Path dataRoot, Containers containers, Library library, Cgroups cgroups) {
        this.engine = engine;
        this.dataRoot = dataRoot;
        this.containers = containers;
        this.library = library;
        this.cgroups = cgroups;
    }

    @Override
    public void register(Routes routes) {
        routes.head("/_ping", SystemResource::ping)
                .get("/_ping", SystemResource::ping)
                .get("/version", this::version)
                .get("/info", this::info);
    }

    private static void ping(Call call) throws IOException {
        boolean head = call.exchange().method().equals("HEAD");
        call.exchange()
                .set("Builder-Version", "1")
                .set("Swarm", "inactive")
                .set("Cache-Control", "no-cache, no-store, must-revalidate")
                .set("Pragma", "no-cache")
                .send(200, "text/plain; charset=utf-8", (head ? "" : "OK").getBytes(StandardCharsets.US_ASCII));
    }

    private void version(Call call) throws IOException {
        Map<String, Object> component = Map.of(
                "Name",
                "Engine",
                "Version",
                Door.ENGINE_VERSION,
                "Details",
                Map.of(
                        "ApiVersion",
                        ApiVersion.NEWEST.toString(),
                        "MinAPIVersion",
                        ApiVersion.OLDEST.toString(),
                        "Arch",
                        host.architecture(),
                        "Os",
                        "linux",
                        "KernelVersion",
                        host.kernel(),
                        "BuildTime",
                        Documents.NEVER,
                        "Experimental",
                        "true",
                        "GitCommit",
                        "",
                        "GoVersion",
                        ""));
        ObjectNode document = Documents.object()
                .putPOJO("Platform", Map.of("Name", "Slipway " + Host.version()))
                .putPOJO("Components", List.of(component))
                .put("Version", Door.ENGINE_VERSION)
                .put("ApiVersion", ApiVersion.NEWEST.toString())
                .put("MinAPIVersion", ApiVersion.OLDEST.toString())
                .put("GitCommit", "")
                .put("GoVersion", "")
                .put("Os", "linux")
                .put("Arch", host.architecture())
                .put("KernelVersion", host.kernel())
                .put("BuildTime", Documents.NEVER);
        call.reply(200, document);
    }

    /** A tenant learns what it runs on, not how much of the host others use. */
    private void info(Call call) throws IOException {
        ObjectNode document = Documents.object()
                .put("ID", engine)
                .put("Name", call.operator() ? host.name() : "slipway")
                .put("ServerVersion", Door.ENGINE_VERSION)
                .put("OSType", "linux")
                .put("OperatingSystem", "Slipway " + Host.version())
                .put("Architecture", host.machine())
                .put("KernelVersion", host.kernel())
                .put("Driver", "overlay2")
                .put("LoggingDriver", "json-file")
                .put("CgroupDriver", "cgroupfs")
                .put("CgroupVersion", Integer.toString(cgroups.version()))
                .put("NCPU", host.processors())
                .put("MemTotal", host.memoryBytes())
                .put("SystemTime", Documents.time(clock.instant()));
        count(document, containers.list(call.tenant()));
        document.put("Images", library.list(call.tenant()).size());
        if (call.operator()) {
            document.put("DockerRootDir", dataRoot.toString());
        }
        call.reply(200, fixed(document));
    }

    private static void count(ObjectNode document, List<Container> all) {
        long running = 0;
        long paused = 0;
        for (Container container : all) {
            if (container.state() instanceof ContainerState.Running state) {
                running += state.paused() ? 0 : 1;
                paused += state.paused() ? 1 : 0;
            }
        }
        document.put("Containers", all.size())
                .put("ContainersRunning", running)
                .put("ContainersPaused", paused)
                .put("ContainersStopped", all.size() - running - paused);
    }

    /** What does not depend on the machine, but clients read. */
    private ObjectNode fixed(ObjectNode document) {
        document.putPOJO(
                        "DriverStatus",
                        List.of(List.of("Backing Filesystem", "overlayfs"), List.of("ID mapping", "true")))
                .putPOJO(
                        "Plugins",
                        new Plugins(
                                List.of("local"),
                                List.of("bridge", "host", "none"),
                                null,
                                List.of("json-file", "local", "none")))
                .putPOJO("SecurityOptions", List.of("name=seccomp,profile=builtin", "name=userns"))
                .putPOJO(
                        "Swarm",
                        Map.of("NodeID", "", "NodeAddr", "", "LocalNodeState", "inactive", "ControlAvailable", false))
                .putPOJO("Runtimes", Map.of("slipway", Map.of("path", "slipway")))
                .putPOJO(
                        "RegistryConfig",
                        Map.of(
                                "IndexConfigs",
                                Map.of(),
                                "InsecureRegistryCIDRs",
                                List.of("127.0.0.0/8"),
                                "Mirrors",
                                List.of()))
                .putPOJO("Labels", List.of())
                .putPOJO("Warnings", List.of())
                .put("DefaultRuntime", "slipway")
                .put("IndexServerAddress", "https://index.docker.io/v1/")
                .put("LiveRestoreEnabled", true)
                .put("ExperimentalBuild", true)
                .put("Debug", false)
                .put("MemoryLimit", true)
                .put("SwapLimit", true)
                .put("CpuCfsPeriod", true)
                .put("CpuCfsQuota", true)
                .put("CPUShares", true)
                .put("CPUSet", true)
                .put("PidsLimit", true)
                .put("OomKillDisable", false)
                .put("IPv4Forwarding", true)
                .put("NFd", 0)
                .put("NGoroutines", 0)
                .put("NEventsListener", 0)
                .put("InitBinary", "slipway")
                .put("Isolation", "")
                .put("HttpProxy", "")
                .put("HttpsProxy", "")
                .put("NoProxy", "")
                .put("SystemStarted", Documents.time(started));
        return document;
    }

    private record Plugins(
            @com.fasterxml.jackson.annotation.JsonProperty("Volume")
            List<String> volume,

            @com.fasterxml.jackson.annotation.JsonProperty("Network")
            List<String> network,

            @com.fasterxml.jackson.annotation.JsonProperty("Authorization") @Nullable
            List<String> authorization,

            @com.fasterxml.jackson.annotation.JsonProperty("Log")
            List<String> log) {}
}
