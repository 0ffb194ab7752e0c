package dev.slipway.host.start;

import dev.slipway.host.confine.Capability;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.IdRange;
import dev.slipway.host.spec.Joins;
import dev.slipway.host.spec.Mount;
import dev.slipway.host.spec.ProcessSpec;
import dev.slipway.host.spec.Rootfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A busybox root file system in a temporary folder, and specs of containers on it. */
final class TestingRoot implements AutoCloseable {
    static final IdRange IDS = new IdRange(3_000_000_000L, 65_536);
    private static final List<String> APPLETS = List.of(
            "sh",
            "true",
            "false",
            "cat",
            "echo",
            "id",
            "ls",
            "mount",
            "hostname",
            "sleep",
            "env",
            "pwd",
            "stat",
            "kill",
            "touch",
            "mkdir",
            "ip",
            "tty",
            "stty",
            "readlink",
            "head",
            "grep",
            "ps",
            "wc",
            "ln",
            "chmod",
            "cut",
            "test",
            "mknod",
            "unshare",
            "rm",
            "trap",
            "seq",
            "dd");
    private final Path folder;
    private int snapshots;

    TestingRoot() {
        try {
            folder = Files.createTempDirectory(Path.of("/run"), "slipway-krntest-");
            Path lower = folder.resolve("lower");
            for (String name : List.of("bin", "etc", "proc", "dev", "sys", "tmp", "root", "var/run")) {
                Files.createDirectories(lower.resolve(name));
            }
            Files.copy(Path.of("/bin/busybox"), lower.resolve("bin/busybox"));
            Files.setPosixFilePermissions(lower.resolve("bin/busybox"), PosixFilePermissions.fromString("rwxr-xr-x"));
            for (String applet : APPLETS) {
                Files.createSymbolicLink(lower.resolve("bin/" + applet), Path.of("busybox"));
            }
            Files.writeString(
                    lower.resolve("etc/passwd"),
                    "root:x:0:0:root:/root:/bin/sh\nweb:x:33:34:w:/srv/web:/bin/sh\n1000:x:0:0::/:/bin/sh\n");
            Files.writeString(lower.resolve("etc/group"), "root:x:0:\nweb:x:34:\nadm:x:4:web\n");
            Files.writeString(lower.resolve("bin/plain"), "no program");
            Files.setPosixFilePermissions(lower.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path lower() {
        return folder.resolve("lower");
    }

    Path folder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized Rootfs rootfs(IdRange ids, boolean readOnly) {
        int number = ++snapshots;
        Path upper = folder("snapshots/" + number + "/upper");
        try {
            Files.setAttribute(upper, "unix:uid", (int) (ids == null ? 0 : ids.base()));
            Files.setAttribute(upper, "unix:gid", (int) (ids == null ? 0 : ids.base()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Rootfs(List.of(lower()), upper, folder("snapshots/" + number + "/work"), readOnly);
    }

    static ProcessSpec process(String... args) {
        return new ProcessSpec(
                List.of(args),
                List.of("PATH=/usr/bin:/bin"),
                "/",
                "",
                List.of(),
                false,
                false,
                Capability.defaultNames(),
                false,
                List.of());
    }

    ContainerSpec spec(ProcessSpec process, Mount... mounts) {
        return spec(process, IDS, List.of(mounts));
    }

    ContainerSpec spec(ProcessSpec process, IdRange ids, List<Mount> mounts) {
        return new ContainerSpec(
                "0123456789abcdef".repeat(4),
                "testhost",
                ids,
                rootfs(ids, false),
                mounts,
                process,
                ContainerSpec.Network.OWN,
                0,
                false,
                false,
                Map.of(),
                null,
                null,
                64 << 20,
                false);
    }

    synchronized Path stateDir() {
        return folder("state/" + ++snapshots);
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param init whether a reaper is the first process */
    static ContainerSpec changed(ContainerSpec s, Rootfs rootfs, boolean init) {
        return new ContainerSpec(
                s.id(),
                s.hostname(),
                s.ids(),
                rootfs,
                s.mounts(),
                s.process(),
                s.network(),
                0,
                false,
                false,
                Map.of(),
                null,
                null,
                s.shmBytes(),
                init);
    }

    /** @param other host pid of a process in the network that is joined, or 0 */
    static ContainerSpec sharing(ContainerSpec s, ContainerSpec.Network network, int other, Joins joins) {
        return new ContainerSpec(
                s.id(),
                s.hostname(),
                s.ids(),
                s.rootfs(),
                s.mounts(),
                s.process(),
                network,
                other,
                false,
                false,
                Map.of(),
                null,
                null,
                s.shmBytes(),
                false,
                Set.of(),
                joins,
                0,
                null);
    }

    /** A process of a user other than the image's. */
    static ProcessSpec as(ProcessSpec p, String user) {
        return new ProcessSpec(
                p.args(),
                p.env(),
                p.cwd(),
                user,
                p.groupAdd(),
                p.tty(),
                p.stdin(),
                p.capabilities(),
                p.noNewPrivileges(),
                p.rlimits());
    }

    static ProcessSpec withTty(ProcessSpec p) {
        return withInput(p, true);
    }

    static ProcessSpec withStdin(ProcessSpec p) {
        return withInput(p, false);
    }

    private static ProcessSpec withInput(ProcessSpec p, boolean tty) {
        return new ProcessSpec(
                p.args(),
                p.env(),
                p.cwd(),
                p.user(),
                p.groupAdd(),
                tty,
                true,
                p.capabilities(),
                p.noNewPrivileges(),
                p.rlimits());
    }

    static ProcessSpec in(ProcessSpec p, String cwd) {
        return new ProcessSpec(
                p.args(),
                p.env(),
                cwd,
                p.user(),
                p.groupAdd(),
                p.tty(),
                p.stdin(),
                p.capabilities(),
                p.noNewPrivileges(),
                p.rlimits());
    }

    static ProcessSpec limited(ProcessSpec p, boolean noNewPrivileges, ProcessSpec.Rlimit... limits) {
        return new ProcessSpec(
                p.args(),
                p.env(),
                p.cwd(),
                p.user(),
                p.groupAdd(),
                p.tty(),
                p.stdin(),
                p.capabilities(),
                noNewPrivileges,
                List.of(limits));
    }

    static ProcessSpec with(ProcessSpec p, Set<String> capabilities) {
        return new ProcessSpec(
                p.args(),
                p.env(),
                p.cwd(),
                p.user(),
                p.groupAdd(),
                p.tty(),
                p.stdin(),
                capabilities,
                p.noNewPrivileges(),
                p.rlimits());
    }
}
