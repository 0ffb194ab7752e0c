package dev.slipway.host.api.containers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.base.EngineException;
import java.util.Map;
import java.util.Set;

/** Refuses what Docker's create knows and this engine does not do. Nothing that was asked for is dropped in silence. */
final class OperatorChecks {
    private static final Set<String> CONFIG = Set.of(
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

    private static final Set<String> HOST = Set.of(
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
            "LogConfig",
            "MaskedPaths",
            "ReadonlyPaths");

    /** Fields about the client's side only: the file it writes the id to, its terminal's size before the first resize. */
    private static final Set<String> CLIENTS_OWN =
            Set.of("ContainerIDFile", "ConsoleSize", "ArgsEscaped", "Annotations");

    /** Values that say what happens anyway. */
    private static final Map<String, Set<String>> DEFAULTS = Map.of(
            "IpcMode", Set.of("private"),
            "CgroupnsMode", Set.of("private"),
            "Isolation", Set.of("default"),
            "VolumeDriver", Set.of("local"),
            "Runtime", Set.of("slipway", "runc"),
            "MemorySwappiness", Set.of("-1"));

    private OperatorChecks() {}

    static void check(ObjectNode body) {
        refuse(body, "", CONFIG);
        if (body.get("HostConfig") instanceof ObjectNode host) {
            refuse(host, "HostConfig.", HOST);
        }
    }

    /** An update's document is a host configuration by itself. */
    static void checkUpdate(ObjectNode body) {
        refuse(body, "", HOST);
    }

    private static void refuse(ObjectNode document, String prefix, Set<String> known) {
        document.properties().forEach(field -> {
            String name = field.getKey();
            if (!known.contains(name) && !CLIENTS_OWN.contains(name) && !isDefault(name, field.getValue())) {
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
