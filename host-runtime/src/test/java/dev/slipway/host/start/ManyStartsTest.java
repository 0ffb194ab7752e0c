package dev.slipway.host.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Starts in great number and at once: none fails, nothing leaks. */
class ManyStartsTest {
    private static final int STARTS = 1_000;
    private static final int THREADS = 16;

    @Test
    void aThousandStartsBySixteenThreadsAllSucceedAndLeaveNothing() throws Exception {
        try (TestingRoot root = new TestingRoot();
                KernelStarter starter = new KernelStarter();
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            // Given
            assertEquals(3, one(root, starter).code());
            long descriptors = descriptors();
            // When
            List<Future<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < STARTS; i++) {
                outcomes.add(threads.submit(() -> one(root, starter)));
            }
            // Then
            for (Future<Outcome> outcome : outcomes) {
                assertEquals(new Outcome(3, "hello\n", ""), outcome.get());
            }
            assertTrue(descriptors() <= descriptors + 1, descriptors + " → " + descriptors());
            try (Stream<Path> left = Files.list(root.folder("state"))) {
                assertEquals(0, left.count());
            }
        }
    }

    private static Outcome one(TestingRoot root, KernelStarter starter) throws Exception {
        return Outcome.of(starter.start(
                root.spec(TestingRoot.process("sh", "-c", "echo hello; exit 3")), new NoHooks(), root.stateDir()));
    }

    private static long descriptors() throws Exception {
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.count();
        }
    }

    /** Prints times; run by name when they are of interest. */
    @Test
    void tellsHowLongAStartTakes() throws Exception {
        try (TestingRoot root = new TestingRoot();
                KernelStarter starter = new KernelStarter()) {
            long[] micros = new long[200];
            long[] whole = new long[micros.length];
            for (int i = 0; i < micros.length; i++) {
                var spec = root.spec(TestingRoot.process("true"));
                Path state = root.stateDir();
                long begin = System.nanoTime();
                Running running = starter.start(spec, new NoHooks(), state);
                micros[i] = (System.nanoTime() - begin) / 1000;
                running.exit().get();
                running.release();
                whole[i] = (System.nanoTime() - begin) / 1000;
            }
            long[] warm = Arrays.copyOfRange(micros, 100, 200);
            long[] warmWhole = Arrays.copyOfRange(whole, 100, 200);
            Arrays.sort(warm);
            Arrays.sort(warmWhole);
            System.out.println("start µs p50 " + warm[50] + " p90 " + warm[90] + " min " + warm[0]
                    + "; with exit and release p50 " + warmWhole[50]);
            assertTrue(warm[50] < 1_000_000);
        }
    }
}
