package dev.slipway.host.api.containers;

import static dev.slipway.host.api.http.Documents.orEmpty;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.base.Json;
import dev.slipway.host.container.Container;
import dev.slipway.host.container.ContainerConfig;
import dev.slipway.host.container.Containers;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.network.Networks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code docker inspect} of a container: every field that clients read, in Docker's own shape. */
final class InspectDocument {
    private static final String USUAL_LOG_DRIVER = "json-file";
    private static final long SHM_BYTES = 64L << 20;
    private static final String HIDDEN = "••••••";

    private final Containers containers;
    private final NetworkDocument network;

    InspectDocument(Containers containers, Networks networks) {
        this.containers = containers;
        this.network = new NetworkDocument(networks);
    }

    ObjectNode of(Container container) {
        List<String> command = ContainerSummary.command(container.process());
        return Documents.object()
                .put("Id", container.id())
                .put("Created", Documents.time(container.created()))
                .put("Path", command.isEmpty() ? "" : command.getFirst())
                .putPOJO("Args", command.isEmpty() ? List.of() : command.subList(1, command.size()))
                .putPOJO("State", StateDocument.of(container, containers.health(container.tenant(), container.id())))
                .put("Image", container.imageId())
                .put("ResolvConfPath", "")
                .put("HostnamePath", "")
                .put("HostsPath", "")
                .put("LogPath", "")
                .put("Name", "/" + container.name())
                .put("RestartCount", container.restartCount())
                .put("Driver", "overlay2")
                .put("Platform", "linux")
                .put("MountLabel", "")
                .put("ProcessLabel", "")
                .put("AppArmorProfile", "")
                .putPOJO("ExecIDs", null)
                .putPOJO("HostConfig", host(container.config().hostConfig()))
                .putPOJO("GraphDriver", Map.of("Name", "overlay2", "Data", Map.of()))
                .putPOJO("Mounts", MountDocument.of(containers.mounts(container.tenant(), container.id())))
                .putPOJO("Config", config(container))
                .putPOJO("NetworkSettings", network.of(container));
    }

    /** What runs, image defaults applied; the rest as it was asked for. */
    private static ObjectNode config(Container container) {
        ContainerConfig asked = container.config();
        ImageConfig.Run process = container.process();
        ObjectNode document = Documents.object()
                .put("Hostname", asked.hostname() == null ? container.id().substring(0, 12) : asked.hostname())
                .put("Domainname", orEmpty(asked.domainname()))
                .put("User", orEmpty(process.user()))
                .put("AttachStdin", asked.attachStdin())
                .put("AttachStdout", asked.attachStdout())
                .put("AttachStderr", asked.attachStderr())
                .put("Tty", asked.tty())
                .put("OpenStdin", asked.openStdin())
                .put("StdinOnce", asked.stdinOnce())
                .putPOJO("Env", environment(container))
                .putPOJO("Cmd", process.cmd())
                .put("Image", asked.image())
                .putPOJO("Volumes", process.volumes())
                .put("WorkingDir", orEmpty(process.workingDir()))
                .putPOJO("Entrypoint", process.entrypoint())
                .putPOJO("OnBuild", null)
                .putPOJO("Labels", orEmpty(process.labels()));
        putIfThere(document, "ExposedPorts", process.exposedPorts());
        putIfThere(document, "Healthcheck", process.healthcheck());
        putIfThere(document, "StopSignal", process.stopSignal());
        putIfThere(document, "StopTimeout", process.stopTimeout());
        return document;
    }

    /** Of what a tenant asked for only the names: secrets are among it, and whoever gave them knows them. */
    private static List<String> environment(Container container) {
        List<String> all = orEmpty(container.process().env());
        if (container.tenant().isEmpty()) {
            return all;
        }
        Set<String> asked = Set.copyOf(orEmpty(container.config().env()));
        return all.stream()
                .map(entry -> asked.contains(entry) ? entry.substring(0, entry.indexOf('=') + 1) + HIDDEN : entry)
                .toList();
    }

    private static void putIfThere(ObjectNode document, String name, @org.jspecify.annotations.Nullable Object value) {
        if (value != null) {
            document.putPOJO(name, value);
        }
    }

    private static ObjectNode host(ContainerConfig.@org.jspecify.annotations.Nullable HostConfig asked) {
        ObjectNode document = defaults();
        if (asked != null) {
            JsonNode given = Json.mapper().valueToTree(asked);
            given.properties().forEach(field -> {
                if (!field.getValue().isNull()) {
                    document.set(field.getKey(), field.getValue());
                }
            });
        }
        document.putPOJO("LogConfig", logConfig(asked == null ? null : asked.logConfig()));
        if (document.path("NetworkMode").asText("").isEmpty()) {
            document.put("NetworkMode", "default");
        }
        if (document.path("ShmSize").asLong() == 0) {
            document.put("ShmSize", SHM_BYTES);
        }
        return document;
    }

    /** Under the name of Docker's default driver: clients decide by it whether there are logs to be read. */
    private static Map<String, Object> logConfig(@org.jspecify.annotations.Nullable Map<String, Object> asked) {
        Map<String, Object> shown = new LinkedHashMap<>(orEmpty(asked));
        if (shown.getOrDefault("Type", "").equals("")) {
            shown.put("Type", USUAL_LOG_DRIVER);
        }
        shown.putIfAbsent("Config", Map.of());
        return shown;
    }

    /** A host configuration that asks for nothing, as Docker shows it. */
    private static ObjectNode defaults() {
        ObjectNode document = Documents.object()
                .put("ContainerIDFile", "")
                .putPOJO("LogConfig", logConfig(null))
                .put("NetworkMode", "default")
                .putPOJO("PortBindings", Map.of())
                .putPOJO("RestartPolicy", Map.of("Name", "no", "MaximumRetryCount", 0))
                .put("AutoRemove", false)
                .put("VolumeDriver", "")
                .putPOJO("ConsoleSize", List.of(0, 0))
                .put("CgroupnsMode", "private")
                .put("IpcMode", "private")
                .put("Cgroup", "")
                .put("OomScoreAdj", 0)
                .put("PidMode", "")
                .put("Privileged", false)
                .put("PublishAllPorts", false)
                .put("ReadonlyRootfs", false)
                .put("UTSMode", "")
                .put("UsernsMode", "")
                .put("ShmSize", SHM_BYTES)
                .put("Runtime", "slipway")
                .put("Isolation", "")
                .put("CpusetCpus", "")
                .put("CpusetMems", "")
                .put("CgroupParent", "")
                .put("OomKillDisable", false);
        for (String number : List.of(
                "CpuShares",
                "Memory",
                "NanoCpus",
                "BlkioWeight",
                "CpuPeriod",
                "CpuQuota",
                "CpuRealtimePeriod",
                "CpuRealtimeRuntime",
                "MemoryReservation",
                "MemorySwap",
                "CpuCount",
                "CpuPercent",
                "IOMaximumIOps",
                "IOMaximumBandwidth")) {
            document.put(number, 0);
        }
        for (String list : List.of(
                "Binds",
                "VolumesFrom",
                "CapAdd",
                "CapDrop",
                "ExtraHosts",
                "GroupAdd",
                "Links",
                "SecurityOpt",
                "DeviceCgroupRules",
                "DeviceRequests",
                "MemorySwappiness",
                "PidsLimit",
                "Ulimits",
                "BlkioDeviceReadBps",
                "BlkioDeviceWriteBps",
                "BlkioDeviceReadIOps",
                "BlkioDeviceWriteIOps")) {
            document.putNull(list);
        }
        for (String list : List.of(
                "Dns", "DnsOptions", "DnsSearch", "Devices", "BlkioWeightDevice", "MaskedPaths", "ReadonlyPaths")) {
            document.putPOJO(list, List.of());
        }
        return document;
    }
}
