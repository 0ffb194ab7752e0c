package dev.slipway.host.tenant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.base.EngineException;
import java.util.Map;
import java.util.Set;

/**
 * What a tenant may ask for, as closed lists: a field that is not listed is refused by name unless it says nothing. So a
 * field added to Docker's documents tomorrow is refused until somebody has thought about it.
 */
public final class TenantPolicy {
    /** Memory of a container that names none: a small web app's. */
    static final long DEFAULT_MEMORY_BYTES = 512L << 20;

    /** One processor. */
    static final long DEFAULT_NANO_CPUS = 1_000_000_000;

    /** Processes and threads: enough for a JVM or node, small for a fork bomb. */
    static final long DEFAULT_PIDS = 256;

    private static final Set<String> CREATE = Set.of(
            "Image",
            "Cmd",
            "Entrypoint",
            "Env",
            "Labels",
            "ExposedPorts",
            "User",
            "WorkingDir",
            "Tty",
            "OpenStdin",
            "StdinOnce",
            "AttachStdin",
            "AttachStdout",
            "AttachStderr",
            "StopSignal",
            "StopTimeout",
            "Healthcheck",
            "Hostname",
            "HostConfig");

    private static final Set<String> CREATE_IF_DEFAULT = Set.of(
            "Domainname",
            "Volumes",
            "NetworkingConfig",
            "NetworkDisabled",
            "MacAddress",
            "OnBuild",
            "PortSpecs",
            "Shell",
            "ArgsEscaped");

    private static final Set<String> HOST = Set.of(
            "Memory",
            "NanoCpus",
            "PidsLimit",
            "RestartPolicy",
            "LogConfig",
            "AutoRemove",
            "ReadonlyRootfs",
            "Init",
            "CapDrop",
            "ShmSize",
            "Tmpfs");

    private static final Set<String> HOST_IF_DEFAULT = Set.of(
            "Annotations",
            "Binds",
            "BlkioDeviceReadBps",
            "BlkioDeviceReadIOps",
            "BlkioDeviceWriteBps",
            "BlkioDeviceWriteIOps",
            "BlkioWeight",
            "BlkioWeightDevice",
            "CapAdd",
            "Cgroup",
            "CgroupParent",
            "CgroupnsMode",
            "ConsoleSize",
            "ContainerIDFile",
            "CpuCount",
            "CpuPercent",
            "CpuPeriod",
            "CpuQuota",
            "CpuRealtimePeriod",
            "CpuRealtimeRuntime",
            "CpuShares",
            "CpusetCpus",
            "CpusetMems",
            "DeviceCgroupRules",
            "DeviceRequests",
            "Devices",
            "DiskQuota",
            "Dns",
            "DnsOptions",
            "DnsSearch",
            "ExtraHosts",
            "GroupAdd",
            "IOMaximumBandwidth",
            "IOMaximumIOps",
            "IpcMode",
            "Isolation",
            "KernelMemory",
            "KernelMemoryTCP",
            "Links",
            "LxcConf",
            "MaskedPaths",
            "MemoryReservation",
            "MemorySwap",
            "MemorySwappiness",
            "Mounts",
            "NetworkMode",
            "OomKillDisable",
            "OomScoreAdj",
            "PidMode",
            "PortBindings",
            "Privileged",
            "PublishAllPorts",
            "ReadonlyPaths",
            "Runtime",
            "SecurityOpt",
            "StorageOpt",
            "Sysctls",
            "UTSMode",
            "Ulimits",
            "UsernsMode",
            "VolumeDriver",
            "VolumesFrom");

    /** Words that Docker's clients send for "the default". */
    private static final Map<String, Set<String>> DEFAULT_WORDS = Map.of(
            "NetworkMode", Set.of("default"),
            "IpcMode", Set.of("private"),
            "CgroupnsMode", Set.of("private"),
            "Isolation", Set.of("default"),
            "MemorySwappiness", Set.of("-1"));

    /** Nested documents of a create, and the fields they may have. */
    private static final Map<String, Set<String>> NESTED = Map.of(
            "RestartPolicy", Set.of("Name", "MaximumRetryCount"),
            "LogConfig", Set.of("Type", "Config"),
            "Healthcheck", Set.of("Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries"));

    private static final Set<String> TMPFS_OPTIONS =
            Set.of("rw", "ro", "noexec", "exec", "nosuid", "nodev", "size", "mode", "uid", "gid", "nr_inodes");

    private static final Set<String> EXEC = Set.of(
            "Cmd",
            "Env",
            "User",
            "WorkingDir",
            "Tty",
            "AttachStdin",
            "AttachStdout",
            "AttachStderr",
            "DetachKeys",
            "ConsoleSize",
            "Detach");

    private static final Set<String> EXEC_IF_DEFAULT = Set.of("Privileged");

    private static final Set<String> EXEC_START = Set.of("Detach", "Tty", "ConsoleSize");

    private static final Set<String> BUILD = Set.of(
            "t",
            "dockerfile",
            "buildargs",
            "labels",
            "nocache",
            "platform",
            "pull",
            "memory",
            "q",
            "rm",
            "forcerm",
            "target",
            "version");

    private TenantPolicy() {}

    /**
     * Checks a create and fills in the limits a tenant must have.
     *
     * @param body Docker's create document; changed
     */
    public static void checkCreate(ObjectNode body) {
        allow(body, "", CREATE, CREATE_IF_DEFAULT);
        checkNested(body, "");
        if (body.path("HostConfig").isMissingNode() || body.path("HostConfig").isNull()) {
            body.putObject("HostConfig");
        }
        if (!(body.get("HostConfig") instanceof ObjectNode host)) {
            throw EngineException.invalid("invalid field 'HostConfig': must be an object");
        }
        allow(host, "HostConfig.", HOST, HOST_IF_DEFAULT);
        checkNested(host, "HostConfig.");
        checkTmpfs(host.path("Tmpfs"));
        limit(host, "Memory", DEFAULT_MEMORY_BYTES);
        limit(host, "NanoCpus", DEFAULT_NANO_CPUS);
        limit(host, "PidsLimit", DEFAULT_PIDS);
    }

    /** Checks an exec's document. */
    public static void checkExec(ObjectNode body) {
        allow(body, "", EXEC, EXEC_IF_DEFAULT);
    }

    /** Checks the document with which an exec is started. */
    public static void checkExecStart(ObjectNode body) {
        allow(body, "", EXEC_START, Set.of());
    }

    /** Checks a build's parameters, name to value. */
    public static void checkBuild(Map<String, String> parameters) {
        parameters.forEach((name, value) -> {
            boolean saysNothing =
                    Set.of("", "0", "false", "null", "[]", "{}", "default").contains(value);
            if (!BUILD.contains(name) && !saysNothing) {
                throw refused("build parameter '" + name + "'");
            }
        });
    }

    private static void allow(ObjectNode document, String prefix, Set<String> allowed, Set<String> ifDefault) {
        document.properties().forEach(field -> {
            String name = field.getKey();
            if (allowed.contains(name)) {
                return;
            }
            if (!ifDefault.contains(name)) {
                throw EngineException.invalid("unknown field '" + prefix + name + "': leave it out");
            }
            if (!isDefault(name, field.getValue())) {
                throw refused("field '" + prefix + name + "'");
            }
        });
    }

    private static EngineException refused(String what) {
        return EngineException.invalid(what + " is not allowed for a tenant: leave it out");
    }

    private static boolean isDefault(String name, JsonNode value) {
        if (name.equals("NetworkingConfig")) {
            return asksForNoNetwork(value);
        }
        boolean word = DEFAULT_WORDS.getOrDefault(name, Set.of()).contains(value.asText());
        return word || name.equals("ConsoleSize") || saysNothing(value);
    }

    /** Docker's client always sends an endpoint named "default"; any other name, or a wish in it, is a network's choice. */
    private static boolean asksForNoNetwork(JsonNode value) {
        if (!(value instanceof ObjectNode document)) {
            return value.isNull();
        }
        return document.properties().stream()
                .allMatch(field -> field.getKey().equals("EndpointsConfig")
                        && field.getValue().properties().stream()
                                .allMatch(endpoint -> endpoint.getKey().equals("default")
                                        && endpoint.getValue().valueStream().allMatch(TenantPolicy::saysNothing)));
    }

    /** Whether {@code value} is null, false, zero, "" or an empty list or object. */
    private static boolean saysNothing(JsonNode value) {
        if (value.isContainerNode()) {
            return value.isEmpty();
        }
        return value.isNull()
                || (value.isBoolean() && !value.booleanValue())
                || (value.isNumber() && value.doubleValue() == 0)
                || (value.isTextual() && value.textValue().isEmpty());
    }

    private static void checkNested(ObjectNode document, String prefix) {
        NESTED.forEach((name, fields) -> {
            if (document.get(name) instanceof ObjectNode nested) {
                allow(nested, prefix + name + ".", fields, Set.of());
            }
        });
    }

    private static void checkTmpfs(JsonNode tmpfs) {
        tmpfs.properties().forEach(mount -> {
            for (String option : mount.getValue().asText().split(",")) {
                String name = option.contains("=") ? option.substring(0, option.indexOf('=')) : option;
                if (!name.isEmpty() && !TMPFS_OPTIONS.contains(name)) {
                    throw refused("option '" + name + "' of 'HostConfig.Tmpfs' on '" + mount.getKey() + "'");
                }
            }
        });
    }

    private static void limit(ObjectNode host, String name, long absent) {
        JsonNode value = host.path(name);
        if (value.isMissingNode() || value.isNull() || (value.isIntegralNumber() && value.longValue() == 0)) {
            host.put(name, absent);
        } else if (!value.isIntegralNumber() || value.longValue() < 0) {
            throw EngineException.invalid(
                    "invalid field 'HostConfig." + name + "': a tenant's limit is a whole number above zero");
        }
    }
}
