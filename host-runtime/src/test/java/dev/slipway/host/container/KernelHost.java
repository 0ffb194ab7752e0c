package dev.slipway.host.container;

import dev.slipway.host.base.Json;
import dev.slipway.host.cgroup.Cgroups;
import dev.slipway.host.events.EventLog;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.layer.LayerStore;
import dev.slipway.host.library.LocalLibrary;
import dev.slipway.host.library.PackagedBases;
import dev.slipway.host.logs.ContainerLog.LogReader;
import dev.slipway.host.logs.ContainerLog.Query;
import dev.slipway.host.logs.ContainerLogs;
import dev.slipway.host.logs.LogLine;
import dev.slipway.host.network.BridgeNetworks;
import dev.slipway.host.start.KernelStarter;
import dev.slipway.host.tenant.EngineTenants;
import dev.slipway.host.tenant.TenantLimits;
import dev.slipway.host.volume.LocalVolumes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real engine without its HTTP door, under a name of its own, with a busybox image. Takes everything off the host when closed. */
final class KernelHost implements AutoCloseable {
    static final int DEADLINE_SECONDS = 20;
    private final String engine;
    private final Path data;
    private final Path run;
    final EventLog events = new EventLog();
    final EngineTenants tenants;
    LayerStore layers;
    LocalLibrary library;
    BridgeNetworks networks;
    Cgroups cgroups;
    ContainerLogs logs;
    KernelStarter starter;
    Neighbours neighbours;
    Supervisor containers;

    KernelHost(String engine) {
        this.engine = engine;
        try {
            data = Files.createTempDirectory(Path.of("/var/tmp"), "slipway-" + engine + "-");
            run = Files.createTempDirectory(Path.of("/run"), "slipway-" + engine + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tenants = new EngineTenants(engine, data);
        boot();
        library.importRoot("", BusyboxTar.open(), "busybox:latest", ImageConfig.Run.EMPTY, "test");
    }

    void boot() {
        layers = new LayerStore(data.resolve("layers"));
        library = new LocalLibrary(data.resolve("library"), layers, events, PackagedBases.none());
        networks = new BridgeNetworks(engine, data, tenants.slab());
        cgroups = Cgroups.of(engine);
        logs = new ContainerLogs(data.resolve("logs"));
        starter = new KernelStarter();
        neighbours = new Neighbours(
                starter,
                layers,
                library,
                new LocalVolumes(data.resolve("volumes"), events),
                networks,
                cgroups,
                logs,
                events,
                tenants,
                new TenantLimits(data.resolve("limits")),
                Clock.systemUTC());
        containers = new Supervisor(data, run, neighbours);
        containers.adopt();
    }

    /** The engine ends, containers go on, and a new engine comes. */
    void restartEngine() {
        stopEngine();
        boot();
    }

    private void stopEngine() {
        containers.close();
        logs.close();
        starter.close();
        networks.close();
        layers.close();
    }

    Container create(String name, String json, String... cmd) {
        String text =
                "{\"Image\":\"busybox\",\"Cmd\":" + Json.write(List.of(cmd)) + (json.isEmpty() ? "" : "," + json) + "}";
        return containers.create("", name, Json.read(text, ContainerConfig.class));
    }

    Container run(String name, String json, String... cmd) {
        Container container = create(name, json, cmd);
        containers.start("", name);
        return container;
    }

    int awaitExit(String name) throws Exception {
        return containers.wait("", name, "not-running").get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    String output(String name) throws InterruptedException {
        return read(name, new Query(true, true, 0, 0, -1, false), Integer.MAX_VALUE);
    }

    /** Follows until {@code lines} lines have come. */
    String follow(String name, int lines) throws InterruptedException {
        return read(name, new Query(true, true, 0, 0, -1, true), lines);
    }

    private String read(String name, Query query, int lines) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        try (LogReader reader = containers.log("", name).read(query)) {
            int seen = 0;
            for (LogLine line = reader.next(); line != null; line = reader.next()) {
                text.append(new String(line.bytes(), StandardCharsets.UTF_8));
                seen++;
                if (seen == lines) {
                    break;
                }
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        for (Container container : containers.list("")) {
            containers.remove("", container.id(), true, true);
        }
        containers.close();
        networks.down();
        networks.close();
        cgroups.removeAll();
        logs.close();
        starter.close();
        layers.close();
        ContainerFiles.deleteTree(run);
        ContainerFiles.deleteTree(data);
    }
}
