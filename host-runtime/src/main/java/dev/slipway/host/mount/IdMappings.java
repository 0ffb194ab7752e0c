package dev.slipway.host.mount;

import dev.slipway.host.launch.Label;
import dev.slipway.host.launch.Launcher;
import dev.slipway.host.launch.SyscallProgram;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.Memfd;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.SmallFile;
import dev.slipway.host.linux.SyscallNumber;
import dev.slipway.host.spec.IdRange;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A user namespace per id range, for mounts that show on-disk ids 0… as the range's. Nobody lives in it: a launcher process
 * makes it and ends, the descriptor keeps it.
 */
public final class IdMappings implements AutoCloseable {
    /** Namespaces kept; each is a descriptor and some kernel memory, and making one again costs about 2 ms. */
    private static final int KEPT = 1024;

    private static final int CLONE_NEWUSER = 0x10000000;
    private static final long DEADLINE_MILLIS = 10_000;
    private static final int REPORT = Launcher.FIRST;
    private static final int GO = Launcher.FIRST + 1;
    private final Launcher launcher;
    private final Map<IdRange, Fd> namespaces = new LinkedHashMap<>(16, 0.75f, true);

    public IdMappings(Launcher launcher) {
        this.launcher = launcher;
    }

    /** The namespace in which id 0 is {@code range}'s first; a duplicate that the caller closes. */
    public synchronized Fd of(IdRange range) {
        Fd namespace = namespaces.computeIfAbsent(range, this::make);
        if (namespaces.size() > KEPT) {
            Iterator<Fd> eldest = namespaces.values().iterator();
            eldest.next().close();
            eldest.remove();
        }
        return Descriptors.duplicate(namespace, 0);
    }

    private Fd make(IdRange range) {
        try (Fd file = Memfd.create("id mapping program");
                Descriptors.Pair report = Descriptors.pipe("id mapping report");
                Descriptors.Pair go = Descriptors.pipe("id mapping go")) {
            program().writeTo(file);
            Launcher.Launched launched =
                    launcher.launch(file, List.of("slipway-idmap"), List.of(report.write(), go.read()));
            try {
                report.write().close();
                awaitNamespace(report.read());
                String process = "/proc/" + launched.pid();
                String map = "0 " + range.base() + " " + range.size() + "\n";
                SmallFile.write(process + "/uid_map", map);
                SmallFile.write(process + "/gid_map", map);
                return Descriptors.open(Path.of(process + "/ns/user"), Descriptors.READ_ONLY);
            } finally {
                launched.kill();
            }
        }
    }

    private static SyscallProgram program() {
        SyscallProgram program = new SyscallProgram();
        Label end = new Label("end");
        program.kept().failure(end);
        Launcher.closeOthers(program, 2);
        program.kept().call("make user namespace", SyscallNumber.UNSHARE, CLONE_NEWUSER);
        program.kept()
                .call("report", SyscallNumber.WRITE, REPORT, program.kept().string("+"), 1);
        program.kept().call("wait", SyscallNumber.READ, GO, program.kept().space(1), 1);
        program.kept().place(end);
        program.kept().call("exit", SyscallNumber.EXIT_GROUP, 0);
        program.once().call("exit", SyscallNumber.EXIT_GROUP, 0);
        return program;
    }

    private static void awaitNamespace(Fd report) {
        try (NativeMemory byteRead = new NativeMemory(1)) {
            if (!Descriptors.awaitReadable(report, DEADLINE_MILLIS) || Descriptors.read(report, byteRead) == 0) {
                throw new IllegalStateException(
                        "cannot make a user namespace: the kernel allows no more (user.max_user_namespaces) or none");
            }
        }
    }

    @Override
    public synchronized void close() {
        namespaces.values().forEach(Fd::close);
        namespaces.clear();
    }
}
