package dev.slipway.host.api.containers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.Containers;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Refuses what Docker's create knows and this engine does not do. Nothing that was asked for is dropped in silence. */
final class OperatorChecks {
    /** What a create honours. */
    static final Set<String> CONFIG = Set.of(
            "Hostname",
            "Domainname",
            "User",
            "AttachStdin",
            "AttachStdout",
            "AttachStderr",
            "ExposedPorts",
            "Tty",
            "OpenStdin",
            "StdinOnce",
            "Env",
            "Cmd",
            "Entrypoint",
            "Healthcheck",
            "Image",
            "Volumes",
            "WorkingDir",
            "Labels",
            "StopSignal",
            "StopTimeout",
            "HostConfig",
            "NetworkingConfig");

    /** What a create honours of the host configuration. */
    static final Set<String> HOST = Set.of(
            "Binds",
            "Mounts",
            "Tmpfs",
            "NetworkMode",
            "PortBindings",
            "PublishAllPorts",
            "RestartPolicy",
            "AutoRemove",
            "CapAdd",
            "CapDrop",
            "Dns",
            "DnsOptions",
            "DnsSearch",
            "ExtraHosts",
            "GroupAdd",
            "Privileged",
            "ReadonlyRootfs",
            "SecurityOpt",
            "UsernsMode",
            "Init",
            "ShmSize",
            "Sysctls",
            "Ulimits",
            "Memory",
            "MemorySwap",
            "MemoryReservation",
            "NanoCpus",
            "CpuShares",
            "CpuQuota",
            "CpuPeriod",
            "CpusetCpus",
            "PidsLimit",
            "CpusetMems",
            "MemorySwappiness",
            "OomKillDisable",
            "OomScoreAdj",
            "BlkioDeviceReadBps",
            "BlkioDeviceWriteBps",
            "BlkioDeviceReadIOps",
            "BlkioDeviceWriteIOps",
            "Devices",
            "DeviceCgroupRules",
            "IpcMode",
            "PidMode",
            "UTSMode",
            "VolumesFrom",
            "LogConfig",
            "MaskedPaths",
            "ReadonlyPaths",
            "ConsoleSize",
            "StorageOpt",
            "Annotations");

    /** Fields of Docker's that this engine does not honour: refused, unless they say what happens anyway. */
    static final Set<String> CONFIG_REFUSED = Set.of("NetworkDisabled", "MacAddress", "OnBuild", "Shell", "PortSpecs");

    /** Likewise of the host configuration. */
    static final Set<String> HOST_REFUSED = Set.of(
            "BlkioWeight",
            "BlkioWeightDevice",
            "Cgroup",
            "CgroupParent",
            "CgroupnsMode",
            "Capabilities",
            "CpuCount",
            "CpuPercent",
            "CpuRealtimePeriod",
            "CpuRealtimeRuntime",
            "DeviceRequests",
            "IOMaximumBandwidth",
            "IOMaximumIOps",
            "Isolation",
            "KernelMemory",
            "KernelMemoryTCP",
            "Links",
            "Runtime",
            "VolumeDriver");

    /** Fields about the client's side only: the file it writes the id to; and one that Windows alone knows. */
    static final Set<String> CLIENTS_OWN = Set.of("ContainerIDFile", "ArgsEscaped");

    /** Values that say what happens anyway. */
    private static final Map<String, Set<String>> DEFAULTS = Map.of(
            "CgroupnsMode", Set.of("private"),
            "Isolation", Set.of("default"),
            "VolumeDriver", Set.of("local"),
            "Runtime", Set.of("slipway", "runc"));

    private OperatorChecks() {}

    static void check(ObjectNode body) {
        refuse(body, "", CONFIG_REFUSED);
        if (body.get("HostConfig") instanceof ObjectNode host) {
            refuse(host, "HostConfig.", HOST_REFUSED);
        }
    }

    /** An update's document is a host configuration by itself, of which little can change while a container lives. */
    static void checkUpdate(ObjectNode body) {
        Set<String> fixed = new HashSet<>(HOST);
        fixed.addAll(HOST_REFUSED);
        fixed.removeAll(Containers.UPDATABLE);
        refuse(body, "", fixed);
    }

    /** Names that Docker does not know are passed over, as Docker does. */
    private static void refuse(ObjectNode document, String prefix, Set<String> refused) {
        document.properties().forEach(field -> {
            String name = field.getKey();
            if (refused.contains(name) && !isDefault(name, field.getValue())) {
                throw EngineException.invalid("field '" + prefix + name + "' with value " + field.getValue()
                        + " is not supported by this engine: leave it out");
            }
        });
    }

    private static boolean isDefault(String name, JsonNode value) {
        if (value.isContainerNode()) {
            return value.isEmpty();
        }
        return value.isNull()
                || DEFAULTS.getOrDefault(name, Set.of()).contains(value.asText())
                || Set.of("", "false", "0", "0.0").contains(value.asText());
    }
}
