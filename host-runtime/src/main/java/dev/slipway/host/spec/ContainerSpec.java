package dev.slipway.host.spec;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything the kernel side needs to make a container, decided and complete: no defaults are filled in below this.
 *
 * @param id 64 hexadecimal digits
 * @param hostname UTS name
 * @param ids the id range; null only for a privileged container in the host's user namespace
 * @param rootfs the root
 * @param mounts in order of mounting, after the standard ones
 * @param process the first process
 * @param network whether the container has a network namespace of its own ({@code NONE} and {@code OWN}) or the host's
 * @param joinNetworkOf host pid whose network namespace is joined ({@code container:} mode), or 0
 * @param privileged all capabilities, no seccomp, nothing masked
 * @param seccompUnconfined no seccomp filter
 * @param sysctls written in the container's own namespaces
 * @param maskedPaths paths hidden; null = the default list
 * @param readonlyPaths paths made read-only; null = the default list
 * @param shmBytes size of /dev/shm, or {@link #NO_SHM}
 * @param init whether a reaper of the launcher is pid 1
 * @param shared namespaces that are the host's; all but UTS need {@code ids} to be null, because the kernel gives rights over
 *     them to the host's root only
 * @param oomScoreAdj -1000 (never ended for want of memory) to 1000 (first), proc_pid_oom_score_adj(5)
 * @param joins whose further namespaces are joined
 * @param seccompProfile a profile in Docker's format, which decides instead of the built-in one, also if privileged
 */
public record ContainerSpec(
        String id,
        String hostname,
        @Nullable IdRange ids,
        Rootfs rootfs,
        List<Mount> mounts,
        ProcessSpec process,
        Network network,
        int joinNetworkOf,
        boolean privileged,
        boolean seccompUnconfined,
        Map<String, String> sysctls,
        @Nullable List<String> maskedPaths,
        @Nullable List<String> readonlyPaths,
        long shmBytes,
        boolean init,
        Set<HostNamespace> shared,
        Joins joins,
        int oomScoreAdj,
        @Nullable String seccompProfile) {
    /** No /dev/shm at all. */
    public static final long NO_SHM = 0;

    /** With every namespace its own and the usual place in the order of those ended for want of memory. */
    public ContainerSpec(
            String id,
            String hostname,
            @Nullable IdRange ids,
            Rootfs rootfs,
            List<Mount> mounts,
            ProcessSpec process,
            Network network,
            int joinNetworkOf,
            boolean privileged,
            boolean seccompUnconfined,
            Map<String, String> sysctls,
            @Nullable List<String> maskedPaths,
            @Nullable List<String> readonlyPaths,
            long shmBytes,
            boolean init) {
        this(
                id,
                hostname,
                ids,
                rootfs,
                mounts,
                process,
                network,
                joinNetworkOf,
                privileged,
                seccompUnconfined,
                sysctls,
                maskedPaths,
                readonlyPaths,
                shmBytes,
                init,
                Set.of(),
                Joins.NONE,
                0,
                null);
    }

    /** Whether its processes have a system call filter. */
    public boolean filtered() {
        return seccompProfile != null || (!privileged && !seccompUnconfined);
    }

    /** Whose network namespace a container is in. */
    public enum Network {
        OWN,
        HOST,
        JOIN
    }
}
