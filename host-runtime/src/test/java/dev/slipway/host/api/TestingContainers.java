package dev.slipway.host.api;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Ids;
import dev.slipway.host.container.Container;
import dev.slipway.host.container.ContainerConfig;
import dev.slipway.host.container.ContainerState;
import dev.slipway.host.container.Containers;
import dev.slipway.host.container.EndpointConfig;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.logs.ContainerLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Containers in memory: a started one says its command's words on stdout and ends with 0 at once; one that runs "cat" echoes stdin. */
final class TestingContainers implements Containers {
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Ids ids = new Ids();

    private static final class Entry {
        Container container;
        final CompletableFuture<Integer> exit = new CompletableFuture<>();
        final CompletableFuture<Integer> removed = new CompletableFuture<>();
        final CompletableFuture<Void> done = new CompletableFuture<>();

        @Nullable
        OutputSink sink;

        Entry(Container container) {
            this.container = container;
        }
    }

    @Override
    public synchronized Container create(String tenant, String name, ContainerConfig config) {
        if (!config.image().equals("busybox")) {
            throw EngineException.notFound("No such image: " + config.image());
        }
        String id = ids.next();
        ImageConfig.Run run = new ImageConfig.Run(
                null,
                null,
                List.of("PATH=/bin"),
                config.entrypoint(),
                config.cmd(),
                null,
                null,
                config.labels(),
                null,
                null,
                null,
                null,
                null);
        Container container = new Container(
                id,
                tenant,
                name.isEmpty() ? "nameless" : name,
                config,
                "sha256:" + "a".repeat(64),
                run,
                Instant.parse("2026-01-02T03:04:05Z"),
                new ContainerState.Created(),
                0,
                null,
                null,
                "none");
        entries.put(id, new Entry(container));
        return container;
    }

    private synchronized Entry entry(String tenant, String nameOrId) {
        return entries.values().stream()
                .filter(entry -> tenant.isEmpty() || entry.container.tenant().equals(tenant))
                .filter(entry -> entry.container.name().equals(nameOrId)
                        || entry.container.id().startsWith(nameOrId))
                .findFirst()
                .orElseThrow(() -> EngineException.notFound("No such container: " + nameOrId));
    }

    @Override
    public Container require(String tenant, String nameOrId) {
        return entry(tenant, nameOrId).container;
    }

    @Override
    public synchronized List<Container> list(String tenant) {
        return entries.values().stream()
                .map(entry -> entry.container)
                .filter(container -> tenant.isEmpty() || container.tenant().equals(tenant))
                .toList();
    }

    @Override
    public void start(String tenant, String nameOrId) {
        Entry entry = entry(tenant, nameOrId);
        if (!(entry.container.state() instanceof ContainerState.Created)) {
            throw new EngineException(ErrorKind.NOT_MODIFIED, "started already");
        }
        List<String> cmd = Objects.requireNonNull(entry.container.config().cmd());
        if (cmd.getFirst().equals("sleep")) {
            state(entry, new ContainerState.Running(1, Instant.EPOCH, false));
        } else if (!cmd.getFirst().equals("cat")) {
            say(entry, String.join(" ", cmd) + "\n");
            end(entry, 0);
        }
    }

    private static void say(Entry entry, String text) {
        OutputSink sink = entry.sink;
        if (sink != null) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            try {
                sink.write(1, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void end(Entry entry, int code) {
        state(entry, new ContainerState.Exited(code, false, null, Instant.EPOCH, Instant.EPOCH));
        entry.done.complete(null);
        entry.exit.complete(code);
        var host = entry.container.config().hostConfig();
        if (host != null && host.autoRemove()) {
            remove(entry.container.tenant(), entry.container.id(), true, true);
        }
    }

    private static void state(Entry entry, ContainerState state) {
        Container c = entry.container;
        entry.container = new Container(
                c.id(),
                c.tenant(),
                c.name(),
                c.config(),
                c.imageId(),
                c.process(),
                c.created(),
                state,
                c.restartCount(),
                c.address(),
                c.network(),
                c.health());
    }

    @Override
    public void connect(String tenant, String network, String nameOrId, EndpointConfig wish) {
        throw new AssertionError("no container has a network here");
    }

    @Override
    public void disconnect(String tenant, String network, String nameOrId) {
        throw new AssertionError("no container has a network here");
    }

    @Override
    public void stop(String tenant, String nameOrId, @Nullable Integer seconds, @Nullable String signal) {
        Entry entry = entry(tenant, nameOrId);
        if (!(entry.container.state() instanceof ContainerState.Running)) {
            throw new EngineException(ErrorKind.NOT_MODIFIED, "does not run");
        }
        end(entry, 143);
    }

    @Override
    public void restart(String tenant, String nameOrId, @Nullable Integer seconds, @Nullable String signal) {
        entry(tenant, nameOrId);
    }

    @Override
    public void kill(String tenant, String nameOrId, String signal) {
        end(entry(tenant, nameOrId), 137);
    }

    @Override
    public void pause(String tenant, String nameOrId) {
        state(entry(tenant, nameOrId), new ContainerState.Running(1, Instant.EPOCH, true));
    }

    @Override
    public void unpause(String tenant, String nameOrId) {
        state(entry(tenant, nameOrId), new ContainerState.Running(1, Instant.EPOCH, false));
    }

    @Override
    public void rename(String tenant, String nameOrId, String newName) {
        entry(tenant, nameOrId);
    }

    @Override
    public void update(String tenant, String nameOrId, ContainerConfig.HostConfig changes) {
        entry(tenant, nameOrId);
    }

    @Override
    public void resize(String tenant, String nameOrId, int columns, int rows) {
        entry(tenant, nameOrId);
    }

    @Override
    public CompletableFuture<Integer> wait(String tenant, String nameOrId, String condition) {
        Entry entry = entry(tenant, nameOrId);
        return (condition.equals("removed") ? entry.removed : entry.exit).copy();
    }

    @Override
    public synchronized void remove(String tenant, String nameOrId, boolean force, boolean volumes) {
        Entry entry = entry(tenant, nameOrId);
        entries.remove(entry.container.id());
        int code = entry.container.state() instanceof ContainerState.Exited exited ? exited.exitCode() : 0;
        entry.removed.complete(code);
    }

    @Override
    public ContainerLog log(String tenant, String nameOrId) {
        entry(tenant, nameOrId);
        throw new EngineException(ErrorKind.NOT_IMPLEMENTED, "no logs in the twin");
    }

    @Override
    public Attached attach(
            String tenant,
            String nameOrId,
            @Nullable InputStream stdin,
            boolean logs,
            boolean stream,
            OutputSink out,
            @Nullable String detachKeys) {
        Entry entry = entry(tenant, nameOrId);
        entry.sink = out;
        if (stdin != null) {
            Thread.ofVirtual().start(() -> echo(entry, stdin));
        }
        return new Attached() {
            @Override
            public CompletableFuture<Void> done() {
                return entry.done;
            }

            @Override
            public void close() {
                entry.sink = null;
            }
        };
    }

    private void echo(Entry entry, InputStream stdin) {
        try {
            say(entry, new String(stdin.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        end(entry, 0);
    }

    @Override
    public Processes top(String tenant, String nameOrId, String psArguments) {
        entry(tenant, nameOrId);
        return new Processes(List.of("PID", "CMD"), List.of(List.of("1", "sleep")));
    }

    @Override
    public String commit(String tenant, String nameOrId, dev.slipway.host.container.CommitRequest request) {
        return "sha256:" + "b".repeat(64);
    }

    @Override
    public long writtenBytes(String tenant, String nameOrId) {
        require(tenant, nameOrId);
        return 12_288;
    }

    @Override
    public void export(String tenant, String nameOrId, OutputStream out) {
        try {
            out.write(new ArrayList<>(List.of(1, 2)).size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<dev.slipway.host.container.MountPoint> mounts(String tenant, String nameOrId) {
        require(tenant, nameOrId);
        return List.of();
    }

    @Override
    public java.util.Optional<dev.slipway.host.container.HealthReport> health(String tenant, String nameOrId) {
        require(tenant, nameOrId);
        return java.util.Optional.empty();
    }

    @Override
    public List<dev.slipway.host.container.FileChange> changes(String tenant, String nameOrId) {
        require(tenant, nameOrId);
        return List.of();
    }
}
