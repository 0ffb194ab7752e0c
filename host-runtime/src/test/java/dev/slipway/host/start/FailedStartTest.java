package dev.slipway.host.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.launch.SyscallProgram;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.Mount;
import dev.slipway.host.spec.ProcessSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every single step of the real programs is made to fail once: the step is named, and nothing is left behind. */
class FailedStartTest {
    private static final int ALL = -1;
    private static TestingRoot root;
    private int broken = ALL;
    private SyscallProgram last;

    @BeforeAll
    static void begin() {
        root = new TestingRoot();
    }

    @AfterAll
    static void end() {
        root.close();
    }

    private KernelStarter starter() {
        return new KernelStarter(program -> {
            last = program;
            if (broken >= 0) {
                program.sabotage(broken);
            }
        });
    }

    @Test
    void aStartThatFailsAtAnyStepNamesItAndLeavesNothing() throws Exception {
        ProcessSpec process =
                TestingRoot.limited(TestingRoot.process("sleep", "1000"), true, new ProcessSpec.Rlimit("core", 0, 0));
        try (KernelStarter starter = starter()) {
            breakEveryStep(150, step -> true, () -> {
                ContainerSpec spec = root.spec(
                        process,
                        new Mount(Mount.Kind.BIND, root.folder("data"), "/data/deep", true, true, List.of()),
                        new Mount(Mount.Kind.TMPFS, null, "/scratch", false, false, List.of()));
                return starter.start(spec, new NoHooks(), root.stateDir());
            });
        }
    }

    @Test
    void aStartOnATerminalThatFailsAtAnyStepNamesItAndLeavesNothing() throws Exception {
        ProcessSpec process = TestingRoot.withTty(TestingRoot.process("sleep", "1000"));
        try (KernelStarter starter = starter()) {
            breakEveryStep(
                    10,
                    step -> step.contains("terminal") || step.contains("console"),
                    () -> starter.start(root.spec(process), new NoHooks(), root.stateDir()));
        }
    }

    @Test
    void anExecThatFailsAtAnyStepNamesItAndLeavesNothing() throws Exception {
        try (KernelStarter starter = starter()) {
            ContainerSpec spec = root.spec(TestingRoot.process("sleep", "1000"));
            Running container = starter.start(spec, new NoHooks(), root.stateDir());
            ProcessSpec process = TestingRoot.withTty(TestingRoot.process("sleep", "1000"));
            breakEveryStep(50, step -> true, () -> starter.exec(spec, process, container, pid -> {}, root.stateDir()));
            finish(container);
        }
    }

    private void breakEveryStep(int leastNamed, Predicate<String> tried, Supplier<Running> start) throws Exception {
        broken = ALL;
        finish(start.get());
        int steps = last.size();
        Leftovers before = Leftovers.now();
        List<String> wrong = new ArrayList<>();
        int named = 0;
        for (broken = 0; broken < steps; broken++) {
            String step = last.describe().lines().toList().get(broken);
            if (!tried.test(step)) {
                continue;
            }
            String outcome = attempt(start);
            // A start that succeeds did not come to the step, or could do without it.
            boolean mustBeNamed = !outcome.isEmpty() && !step.contains("(may fail)");
            named += mustBeNamed ? 1 : 0;
            if (mustBeNamed && !isNamed(step, outcome)) {
                wrong.add(step + " → " + outcome);
            }
        }
        broken = ALL;
        assertEquals(List.of(), wrong);
        assertTrue(named >= leastNamed, "only " + named + " of " + steps + " steps could fail");
        Leftovers.assertGone(before);
    }

    private static boolean isNamed(String step, String outcome) {
        String label = step.substring(step.indexOf(' ') + 1, step.lastIndexOf(": "));
        return outcome.contains(label + ": function not implemented (ENOSYS)")
                // Behind the filter an unknown call is a forbidden one.
                || outcome.contains(label + ": operation not permitted (EPERM)")
                || label.startsWith("execute ")
                // Who cannot report, or ends otherwise than by exiting, cannot be quoted.
                || label.startsWith("report ")
                || label.contains("terminal socket")
                        && outcome.contains("the shim ended before it could give the terminal");
    }

    /** The message of the failure, or "" when it started. */
    private static String attempt(Supplier<Running> start) throws Exception {
        try {
            finish(start.get());
            return "";
        } catch (EngineException | IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void finish(Running running) throws Exception {
        running.signal(9);
        try {
            running.exit().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException shimEnded) {
            assertTrue(shimEnded.getCause().getMessage().startsWith("the shim of process "), shimEnded.toString());
        }
        running.release();
    }

    /** What a start could leave on the host. */
    private record Leftovers(long descriptors, Set<String> mounts, List<String> processes) {
        static Leftovers now() throws IOException {
            try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"));
                    Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
                return new Leftovers(fds.count(), mounts.collect(Collectors.toSet()), ours());
            }
        }

        private static List<String> ours() throws IOException {
            long self = ProcessHandle.current().pid();
            try (Stream<Path> all = Files.list(Path.of("/proc"))) {
                return all.filter(p -> p.getFileName().toString().matches("[0-9]+"))
                        .map(Leftovers::stat)
                        .filter(stat -> stat.contains(" " + self + " ") && stat.contains("slipway")
                                || stat.matches("(?s)\\d+ \\(sleep\\) Z " + self + " .*"))
                        .toList();
            }
        }

        private static String stat(Path process) {
            try {
                return Files.readString(process.resolve("stat"));
            } catch (IOException | UncheckedIOException e) {
                return "";
            }
        }

        static void assertGone(Leftovers before) throws IOException {
            Leftovers after = now();
            Set<String> appeared = new HashSet<>(after.mounts());
            appeared.removeAll(before.mounts());
            assertEquals(Set.of(), appeared);
            assertEquals(before.processes().size(), after.processes().size(), () -> before + " → " + after);
            assertTrue(after.descriptors() <= before.descriptors() + 2, () -> before + " → " + after);
        }
    }
}
