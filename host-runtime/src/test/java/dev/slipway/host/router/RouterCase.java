package dev.slipway.host.router;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A router, instances behind it, and their end. */
abstract class RouterCase {
    static final String TEAM = "team";

    static final String HOST = "shop.example";

    @TempDir
    Path folder;

    final Deque<AutoCloseable> opened = new ArrayDeque<>();
    final Set<String> stopped = new TreeSet<>();
    HostRouter router;

    @BeforeEach
    void open() {
        router = open(folder);
    }

    HostRouter open(Path state) {
        return new HostRouter(state, container -> stopped.contains(container) ? null : "127.0.0.1", "127.0.0.1", 0);
    }

    @AfterEach
    void close() throws Exception {
        router.close();
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    void route(TestingInstance... instances) {
        router.put(
                TEAM,
                HOST,
                List.of(instances).stream().map(TestingInstance::target).toList(),
                10);
    }

    TestingInstance instance(String name) {
        TestingInstance instance = new TestingInstance(name);
        opened.push(instance);
        return instance;
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not within 20 s");
            java.util.concurrent.locks.LockSupport.parkNanos(500_000);
        }
    }
}
