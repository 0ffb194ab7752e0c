package dev.slipway.host.container;

import dev.slipway.host.base.Json;
import dev.slipway.host.events.EventLog;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.layer.LayerStore;
import dev.slipway.host.logs.ContainerLog.LogReader;
import dev.slipway.host.logs.ContainerLog.Query;
import dev.slipway.host.logs.ContainerLogs;
import dev.slipway.host.logs.LogLine;
import dev.slipway.host.tenant.TenantLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An engine whose kernel, network and images are twins; its files, logs, layers and events are real. Can be "restarted". */
final class TestingHost implements AutoCloseable {
    static final int DEADLINE_SECONDS = 10;
    private static final Query ALL = new Query(true, true, 0, 0, -1, false);
    private final Path root;
    final TestingStarter starter = new TestingStarter();
    final TestingCgroups cgroups = new TestingCgroups();
    final TestingNetworks networks = new TestingNetworks();
    final TestingVolumes volumes;
    final TestingLibrary library;
    final LayerStore layers;
    final EventLog events = new EventLog();
    ContainerLogs logs;
    Neighbours neighbours;
    Supervisor containers;

    TestingHost(Path root) {
        this(root, ImageConfig.Run.EMPTY);
    }

    TestingHost(Path root, ImageConfig.Run image) {
        this.root = root;
        volumes = new TestingVolumes(root.resolve("volumes"));
        library = new TestingLibrary(image, List.of());
        layers = new LayerStore(root.resolve("layers"));
        boot();
    }

    /** What kill -9 of the engine and a new start of it leave, except that descriptors are closed here. */
    void restartEngine() {
        containers.close();
        logs.close();
        boot();
    }

    private void boot() {
        logs = new ContainerLogs(root.resolve("logs"));
        neighbours = new Neighbours(
                starter,
                layers,
                library,
                volumes,
                networks,
                cgroups,
                logs,
                events,
                new TestingTenants(),
                new TenantLimits(root.resolve("limits")),
                Clock.systemUTC());
        containers = new Supervisor(root.resolve("data"), root.resolve("run"), neighbours);
        containers.adopt();
    }

    /** A container of {@code json} over {@code {"Image":"busybox","Cmd":["sleep"]}}. */
    Container create(String name, String json) {
        return create("", name, json);
    }

    Container create(String tenant, String name, String json) {
        String rest = json.isEmpty() ? "" : "," + json;
        String text = "{\"Image\":\"busybox\"" + (json.contains("\"Cmd\"") ? "" : ",\"Cmd\":[\"sleep\"]") + rest + "}";
        return containers.create(tenant, name, Json.read(text, ContainerConfig.class));
    }

    TestingProcess run(String name, String json) {
        create(name, json);
        containers.start("", name);
        return starter.last();
    }

    ContainerState state(String name) {
        return containers.require("", name).state();
    }

    int awaitExit(String name) throws Exception {
        return containers.wait("", name, "not-running").get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** Ends it and waits until everything about it was cleared up. */
    void end(String name, TestingProcess process, int code) throws Exception {
        var exit = containers.wait("", name, "next-exit");
        process.end(code);
        exit.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        await("process of " + name + " released", () -> process.released);
    }

    List<String> log(String name) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        try (LogReader reader = containers.log("", name).read(ALL)) {
            for (LogLine line = reader.next(); line != null; line = reader.next()) {
                lines.add(new String(line.bytes(), StandardCharsets.UTF_8).strip());
            }
        }
        return lines;
    }

    List<String> events() {
        return events.since(1).stream()
                .map(e -> (e.type().equals("container") ? "" : e.type() + " ") + e.action())
                .toList();
    }

    static void await(String what, java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + DEADLINE_SECONDS + " seconds: " + what);
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        containers.close();
        logs.close();
        layers.close();
    }
}
