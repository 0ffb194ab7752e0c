package dev.slipway.host.start;

import dev.slipway.host.launch.SyscallProgram;
import dev.slipway.host.launch.Weakening;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.Mount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** An engine as it is, engines that lack one protection, and a root for the containers of both. */
abstract class EscapeCase {
    static TestingRoot root;
    static KernelStarter engine;

    @BeforeAll
    static void begin() {
        root = new TestingRoot();
        engine = new KernelStarter();
    }

    @AfterAll
    static void end() {
        engine.close();
        root.close();
    }

    static Outcome run(KernelStarter starter, ContainerSpec spec) throws Exception {
        return Outcome.of(starter.start(spec, new NoHooks(), root.stateDir()));
    }

    /** What the container did on an engine whose programs {@code weakening} has spoilt. */
    static Outcome weakened(ContainerSpec spec, Consumer<SyscallProgram> weakening) throws Exception {
        try (KernelStarter weak = new KernelStarter(weakening)) {
            return run(weak, spec);
        }
    }

    static Consumer<SyscallProgram> without(String... labels) {
        return program -> List.of(labels).forEach(label -> Weakening.leaveOut(program, label));
    }

    static Consumer<SyscallProgram> resolvingAnything(String... labels) {
        return program -> List.of(labels).forEach(label -> Weakening.loosen(program, label));
    }

    static ContainerSpec shell(String script, Mount... mounts) {
        return root.spec(TestingRoot.process("sh", "-c", script), mounts);
    }

    /** A folder of the host that everybody may read and write, so that only the container's confinement is in the way. */
    static Path open(String name) throws Exception {
        Path folder = root.folder(name);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        return folder;
    }
}
