package dev.slipway.host.container;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.slipway.host.base.Json;
import dev.slipway.host.image.ImageConfig;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the caller asked for, in Docker's own names (swagger ContainerConfig, HostConfig); kept as it came and shown by inspect. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ContainerConfig(
        @JsonProperty("Hostname") @Nullable String hostname,
        @JsonProperty("Domainname") @Nullable String domainname,
        @JsonProperty("User") @Nullable String user,
        @JsonProperty("AttachStdin") boolean attachStdin,
        @JsonProperty("AttachStdout") boolean attachStdout,
        @JsonProperty("AttachStderr") boolean attachStderr,
        @JsonProperty("ExposedPorts") @Nullable Map<String, Map<String, Object>> exposedPorts,
        @JsonProperty("Tty") boolean tty,
        @JsonProperty("OpenStdin") boolean openStdin,
        @JsonProperty("StdinOnce") boolean stdinOnce,
        @JsonProperty("Env") @Nullable List<String> env,
        @JsonProperty("Cmd") @Nullable List<String> cmd,
        @JsonProperty("Entrypoint") @Nullable List<String> entrypoint,
        @JsonProperty("Healthcheck") ImageConfig.@Nullable Health healthcheck,
        @JsonProperty("Image") String image,
        @JsonProperty("Volumes") @Nullable Map<String, Map<String, Object>> volumes,
        @JsonProperty("WorkingDir") @Nullable String workingDir,
        @JsonProperty("Labels") @Nullable Map<String, String> labels,
        @JsonProperty("StopSignal") @Nullable String stopSignal,
        @JsonProperty("StopTimeout") @Nullable Integer stopTimeout,
        @JsonProperty("HostConfig") @Nullable HostConfig hostConfig,
        @JsonProperty("NetworkingConfig") @Nullable Map<String, Object> networkingConfig) {

    /**
     * The host's side of it.
     *
     * @param yields not Docker's, and no request may say it: whether the container gives way to others, as a build's do
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record HostConfig(
            @JsonProperty("Binds") @Nullable List<String> binds,
            @JsonProperty("Mounts") @Nullable List<Map<String, Object>> mounts,
            @JsonProperty("Tmpfs") @Nullable Map<String, String> tmpfs,
            @JsonProperty("NetworkMode") @Nullable String networkMode,
            @JsonProperty("PortBindings") @Nullable Map<String, List<Map<String, String>>> portBindings,
            @JsonProperty("PublishAllPorts") boolean publishAllPorts,
            @JsonProperty("RestartPolicy") @Nullable RestartPolicy restartPolicy,
            @JsonProperty("AutoRemove") boolean autoRemove,
            @JsonProperty("CapAdd") @Nullable List<String> capAdd,
            @JsonProperty("CapDrop") @Nullable List<String> capDrop,
            @JsonProperty("Dns") @Nullable List<String> dns,
            @JsonProperty("DnsOptions") @Nullable List<String> dnsOptions,
            @JsonProperty("DnsSearch") @Nullable List<String> dnsSearch,
            @JsonProperty("ExtraHosts") @Nullable List<String> extraHosts,
            @JsonProperty("GroupAdd") @Nullable List<String> groupAdd,
            @JsonProperty("Privileged") boolean privileged,
            @JsonProperty("ReadonlyRootfs") boolean readonlyRootfs,
            @JsonProperty("SecurityOpt") @Nullable List<String> securityOpt,
            @JsonProperty("UsernsMode") @Nullable String usernsMode,
            @JsonProperty("Init") @Nullable Boolean init,
            @JsonProperty("ShmSize") @Nullable Long shmSize,
            @JsonProperty("Sysctls") @Nullable Map<String, String> sysctls,
            @JsonProperty("Ulimits") @Nullable List<Map<String, Object>> ulimits,
            @JsonProperty("Memory") @Nullable Long memory,
            @JsonProperty("MemorySwap") @Nullable Long memorySwap,
            @JsonProperty("MemoryReservation") @Nullable Long memoryReservation,
            @JsonProperty("NanoCpus") @Nullable Long nanoCpus,
            @JsonProperty("CpuShares") @Nullable Long cpuShares,
            @JsonProperty("CpuQuota") @Nullable Long cpuQuota,
            @JsonProperty("CpuPeriod") @Nullable Long cpuPeriod,
            @JsonProperty("CpusetCpus") @Nullable String cpusetCpus,
            @JsonProperty("CpusetMems") @Nullable String cpusetMems,
            @JsonProperty("PidsLimit") @Nullable Long pidsLimit,
            @JsonProperty("MemorySwappiness") @Nullable Integer memorySwappiness,
            @JsonProperty("OomKillDisable") @Nullable Boolean oomKillDisable,
            @JsonProperty("OomScoreAdj") @Nullable Integer oomScoreAdj,
            @JsonProperty("BlkioDeviceReadBps") @Nullable List<DeviceRate> blkioDeviceReadBps,
            @JsonProperty("BlkioDeviceWriteBps") @Nullable List<DeviceRate> blkioDeviceWriteBps,
            @JsonProperty("BlkioDeviceReadIOps") @Nullable List<DeviceRate> blkioDeviceReadIOps,
            @JsonProperty("BlkioDeviceWriteIOps") @Nullable List<DeviceRate> blkioDeviceWriteIOps,
            @JsonProperty("Devices") @Nullable List<Device> devices,
            @JsonProperty("DeviceCgroupRules") @Nullable List<String> deviceCgroupRules,
            @JsonProperty("IpcMode") @Nullable String ipcMode,
            @JsonProperty("PidMode") @Nullable String pidMode,
            @JsonProperty("UTSMode") @Nullable String utsMode,
            @JsonProperty("VolumesFrom") @Nullable List<String> volumesFrom,
            @JsonProperty("LogConfig") @Nullable Map<String, Object> logConfig,
            @JsonProperty("MaskedPaths") @Nullable List<String> maskedPaths,
            @JsonProperty("ReadonlyPaths") @Nullable List<String> readonlyPaths,
            @JsonProperty("ConsoleSize") @Nullable List<Integer> consoleSize,
            @JsonProperty("StorageOpt") @Nullable Map<String, String> storageOpt,
            @JsonProperty("Annotations") @Nullable Map<String, String> annotations,
            @JsonProperty(YIELDS) boolean yields) {
        /** The field that no request may say. */
        public static final String YIELDS = "Yields";

        /** Nothing asked for. */
        public static final HostConfig EMPTY = Json.read("{}", HostConfig.class);
    }

    /** A device of the host. @param permissions of "rwm"; null or empty = all */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Device(
            @JsonProperty("PathOnHost") @Nullable String pathOnHost,
            @JsonProperty("PathInContainer") @Nullable String pathInContainer,
            @JsonProperty("CgroupPermissions") @Nullable String permissions) {}

    /** How fast a block device may be used. @param path of the device on the host */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record DeviceRate(
            @JsonProperty("Path") @Nullable String path,
            @JsonProperty("Rate") long rate) {}

    /** name: "", "no", "always", "unless-stopped", "on-failure". */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record RestartPolicy(
            @JsonProperty("Name") String name,
            @JsonProperty("MaximumRetryCount") int maximumRetryCount) {}
}
