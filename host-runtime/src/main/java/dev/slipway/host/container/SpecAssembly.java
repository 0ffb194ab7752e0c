package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Ids;
import dev.slipway.host.container.ContainerConfig.HostConfig;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.HostNamespace;
import dev.slipway.host.spec.IdRange;
import dev.slipway.host.spec.Joins;
import dev.slipway.host.spec.Mount;
import dev.slipway.host.spec.ProcessSpec;
import dev.slipway.host.spec.ProcessSpec.Rlimit;
import dev.slipway.host.spec.Rootfs;
import dev.slipway.host.tenant.Tenant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From what was asked for to a complete {@link ContainerSpec}. Decides every default; touches nothing. */
final class SpecAssembly {
    static final String DEFAULT_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** Size of /dev/shm when none is asked for. */
    private static final long SHM_BYTES = 64L << 20;

    /** All ids of a namespace: what a container in the host's user namespace owns. */
    private static final IdRange HOST_IDS = new IdRange(0, 0xFFFF_FFFFL);

    private final ContainerRecord record;
    private final Tenant tenant;

    SpecAssembly(ContainerRecord record, Tenant tenant) {
        this.record = record;
        this.tenant = tenant;
    }

    /**
     * @param given what the engine itself mounts
     * @param joined host pid whose network namespace is joined, or 0
     * @param joins whose others are
     */
    ContainerSpec spec(Rootfs rootfs, List<Mount> given, NetworkChoice network, int joined, Joins joins) {
        HostConfig host = record.host();
        List<Mount> mounts = new ArrayList<>(given);
        SecurityOptions security = SecurityOptions.of(host);
        Set<HostNamespace> shared = SharedNamespaces.of(host).ofHost();
        if (shared.contains(HostNamespace.IPC)) {
            mounts.add(new Mount(Mount.Kind.BIND, Path.of("/dev/shm"), "/dev/shm", false, false, List.of()));
        }
        record.mounts().forEach(point -> mounts.add(mount(point)));
        return new ContainerSpec(
                record.id(),
                hostname(record),
                userNamespace(host) ? tenant.ids() : null,
                rootfs,
                mounts,
                process(),
                switch (network) {
                    case NetworkChoice.Host h -> ContainerSpec.Network.HOST;
                    case NetworkChoice.Of o -> ContainerSpec.Network.JOIN;
                    case NetworkChoice.Bridge b -> ContainerSpec.Network.OWN;
                    case NetworkChoice.None n -> ContainerSpec.Network.OWN;
                },
                joined,
                host.privileged(),
                host.privileged() || security.unconfined(),
                host.sysctls() == null ? Map.of() : host.sysctls(),
                host.maskedPaths(),
                host.readonlyPaths(),
                shmBytes(host),
                Boolean.TRUE.equals(host.init()),
                shared,
                joins,
                LimitRules.oomScoreAdj(host),
                security.profile());
    }

    private static long shmBytes(HostConfig host) {
        if (SharedNamespaces.withoutSharedMemory(host)) {
            return ContainerSpec.NO_SHM;
        }
        return host.shmSize() == null || host.shmSize() == 0 ? SHM_BYTES : host.shmSize();
    }

    /** The ids its files belong to. */
    static IdRange ids(HostConfig host, Tenant tenant) {
        return userNamespace(host) ? tenant.ids() : HOST_IDS;
    }

    static String hostname(ContainerRecord record) {
        String hostname = record.config().hostname();
        return hostname == null || hostname.isEmpty() ? Ids.shortId(record.id()) : hostname;
    }

    static boolean userNamespace(HostConfig host) {
        return !host.privileged() && !"host".equals(host.usernsMode());
    }

    private ProcessSpec process() {
        HostConfig host = record.host();
        String cwd = record.run().workingDir();
        String user = record.run().user();
        return new ProcessSpec(
                RunConfig.argv(record.run()),
                environment(),
                cwd == null || cwd.isEmpty() ? "/" : cwd,
                user == null ? "" : user,
                host.groupAdd() == null ? List.of() : host.groupAdd(),
                record.config().tty(),
                record.config().openStdin(),
                Capabilities.of(host.capAdd(), host.capDrop(), host.privileged()),
                !tenant.operator() || SecurityOptions.of(host).noNewPrivileges(),
                rlimits(host),
                terminalSize(host));
    }

    /** Docker writes height and width, in this order. */
    private static ProcessSpec.Size terminalSize(HostConfig host) {
        List<Integer> size = host.consoleSize();
        return size == null || size.size() != 2
                ? ProcessSpec.Size.UNKNOWN
                : new ProcessSpec.Size(size.get(1), size.get(0));
    }

    private List<String> environment() {
        List<String> env = record.run().env() == null ? List.of() : record.run().env();
        List<String> all = new ArrayList<>();
        addUnlessSet(all, env, DEFAULT_PATH);
        addUnlessSet(all, env, "HOSTNAME=" + hostname(record));
        if (record.config().tty()) {
            addUnlessSet(all, env, "TERM=xterm");
        }
        // A name without a value asks for the caller's own, which the engine does not have.
        env.stream().filter(assignment -> assignment.contains("=")).forEach(all::add);
        return all;
    }

    private static void addUnlessSet(List<String> all, List<String> env, String assignment) {
        String prefix = assignment.substring(0, assignment.indexOf('=') + 1);
        if (env.stream().noneMatch(e -> e.startsWith(prefix))) {
            all.add(assignment);
        }
    }

    private Mount mount(MountPoint point) {
        if (!point.isMounted()) {
            return new Mount(Mount.Kind.FOLDER, null, point.destination(), false, false, List.of());
        }
        if (point.type().equals(MountPoint.TMPFS)) {
            List<String> options = new ArrayList<>(List.of("nosuid", "nodev"));
            if (!point.options().contains("exec")) {
                options.add("noexec");
            }
            // "exec" must be said on: a tmpfs is noexec where nothing else is.
            options.addAll(point.options());
            return new Mount(Mount.Kind.TMPFS, null, point.destination(), point.readOnly(), false, options);
        }
        List<String> options =
                point.options().stream().filter(o -> !o.equals("create")).toList();
        return new Mount(
                Mount.Kind.BIND, Path.of(point.source()), point.destination(), point.readOnly(), true, options);
    }

    private List<Rlimit> rlimits(HostConfig host) {
        List<Rlimit> limits = new ArrayList<>();
        if (!tenant.operator()) {
            limits.add(processes(LimitRules.of(host, true).pids()));
        }
        if (host.ulimits() != null) {
            host.ulimits().stream().map(SpecAssembly::rlimit).forEach(limits::add);
        }
        return List.copyOf(limits);
    }

    /**
     * The same limit as the control group's, once more: the kernel looks at that one only after it has copied the whole process, under a
     * lock of all processors, so that a fork bomb at its limit would still hold up every start on the host; at this one before.
     */
    private static Rlimit processes(long pids) {
        return new Rlimit("nproc", pids, pids);
    }

    private static Rlimit rlimit(Map<String, Object> limit) {
        if (limit.get("Name") instanceof String name) {
            long soft = number(limit.get("Soft"));
            return new Rlimit(name, soft, limit.get("Hard") == null ? soft : number(limit.get("Hard")));
        }
        throw EngineException.invalid("invalid ulimit " + limit + ": it needs a Name");
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }
}
