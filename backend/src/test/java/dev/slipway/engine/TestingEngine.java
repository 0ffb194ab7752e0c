package dev.slipway.engine;

import io.quarkus.test.Mock;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * An engine in memory. An image is the text of its Dockerfile, and does what that says: {@code RUN false} fails the
 * build, {@code CMD exit N} ends at once with N, {@code CMD eat} runs out of memory, {@code CMD deaf} never opens its
 * port; anything else listens. A shell echoes what is typed until it reads "exit".
 */
@Mock
@ApplicationScoped
public class TestingEngine implements Engine {

    private final Map<String, String> images = new ConcurrentHashMap<>();
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final Map<String, String> pushed = new ConcurrentHashMap<>();
    private final Map<String, String> archive = new ConcurrentHashMap<>();
    private final Map<String, Container> containers = new ConcurrentHashMap<>();
    private final Map<String, RouteState> routes = new ConcurrentHashMap<>();
    private final Map<UUID, TeamCeiling> ceilings = new ConcurrentHashMap<>();
    private final Map<UUID, Long> asked = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private volatile boolean away;

    private static final class Container {
        final UUID team;
        final ContainerOrder order;
        final List<LogEntry> lines = new ArrayList<>();
        volatile ContainerState state;

        Container(UUID team, ContainerOrder order, ContainerState state) {
            this.team = team;
            this.order = order;
            this.state = state;
        }
    }

    /** Makes the engine answer nothing, or again. */
    public void away(boolean now) {
        away = now;
    }

    /** How many containers of an app there are. */
    public long containersOf(String appId) {
        return containers.values().stream()
                .filter(one -> appId.equals(one.order.labels().get("slipway.app")))
                .count();
    }

    /** Names an engine has for images of an app, in the order of their letters. */
    public List<String> imagesOf(String appId) {
        return names.keySet().stream()
                .filter(name -> name.startsWith("slipway/" + appId + ":"))
                .sorted()
                .toList();
    }

    /** The host is another one: no image is there. */
    public void loseImages() {
        images.clear();
        names.clear();
    }

    /** The environment of an app's newest container. */
    public List<String> environmentOf(String appId) {
        return containers.entrySet().stream()
                .filter(one -> appId.equals(one.getValue().order.labels().get("slipway.app")))
                .max(Map.Entry.comparingByKey())
                .map(one -> one.getValue().order.environment())
                .orElse(List.of());
    }

    /** Ends an app's containers from outside. */
    public void kill(String appId, int exitCode) {
        containers.values().stream()
                .filter(one -> appId.equals(one.order.labels().get("slipway.app")))
                .forEach(one -> one.state = ended(one.state, exitCode, false));
    }

    /** Where a host name leads. */
    public Optional<RouteState> route(String host) {
        return Optional.ofNullable(routes.get(host));
    }

    @Override
    public void ping() {
        if (away) {
            throw new EngineFailure(EngineFailure.Cause.UNREACHABLE, "the engine does not answer");
        }
    }

    @Override
    public String build(
            UUID team, BuildOrder order, InputStream context, Consumer<String> output, Cancellation cancellation) {
        ping();
        String dockerfile = file(context, order.dockerfile());
        List<String> steps = dockerfile.lines().filter(line -> !line.isBlank()).toList();
        for (int step = 0; step < steps.size(); step++) {
            output.accept("Step " + (step + 1) + "/" + steps.size() + " : " + steps.get(step));
            if (steps.get(step).equals("RUN false")) {
                throw new BuildFailed("The command '/bin/sh -c false' returned a non-zero code: 1", 1);
            }
            if (steps.get(step).equals("RUN forever")) {
                waitFor(cancellation);
            }
        }
        String id = "sha256:%064x".formatted(ids.incrementAndGet());
        images.put(id, dockerfile);
        archive.put(id, dockerfile);
        names.put(order.tag(), id);
        return id;
    }

    @Override
    public ImageFacts image(UUID team, String image) {
        ping();
        String dockerfile = images.get(image);
        if (dockerfile == null) {
            throw new EngineFailure(EngineFailure.Cause.UNKNOWN, "no image " + image);
        }
        List<Integer> ports = dockerfile
                .lines()
                .filter(line -> line.startsWith("EXPOSE "))
                .map(line -> Integer.parseInt(line.substring(7)))
                .toList();
        return new ImageFacts(image, ports);
    }

    @Override
    public String paper(UUID team, String image, Paper paper) {
        return "{\"image\":\"" + image(team, image).id() + "\"}";
    }

    @Override
    public void removeImage(UUID team, String image) {
        ping();
        String id = names.remove(image);
        if (id != null && !names.containsValue(id)) {
            images.remove(id);
        }
    }

    @Override
    public void tagImage(UUID team, String image, String name) {
        ping();
        names.put(name, id(image));
    }

    @Override
    public String pushImage(UUID team, String name, String token) {
        ping();
        String digest = "sha256:%064x".formatted(ids.incrementAndGet());
        pushed.put(name.substring(0, name.lastIndexOf(':')) + "@" + digest, id(name));
        return digest;
    }

    @Override
    public String pullImage(UUID team, String name, String token) {
        ping();
        String id = pushed.get(name);
        if (id == null) {
            throw new EngineFailure(EngineFailure.Cause.REFUSED, "no image " + name);
        }
        images.put(id, archive.get(id));
        names.put(name, id);
        return id;
    }

    private String id(String image) {
        String id = names.getOrDefault(image, image);
        if (!images.containsKey(id)) {
            throw new EngineFailure(EngineFailure.Cause.UNKNOWN, "no image " + image);
        }
        return id;
    }

    @Override
    public String create(UUID team, ContainerOrder order) {
        ping();
        String id = "%064x".formatted(ids.incrementAndGet());
        containers.put(
                id,
                new Container(
                        team, order, new ContainerState(id, ContainerState.Status.CREATED, null, null, 0, false, 0)));
        return id;
    }

    @Override
    public void start(UUID team, String container) {
        Container found = find(team, container);
        found.state = new ContainerState(container, ContainerState.Status.RUNNING, Instant.now(), null, 0, false, 0);
        print(found, "listening on " + found.order.environment());
        String command = command(found);
        if (command.startsWith("exit ")) {
            print(found, "cannot go on");
            found.state = ended(found.state, Integer.parseInt(command.substring(5)), false);
        } else if (command.equals("eat")) {
            found.state = ended(found.state, 137, true);
        }
    }

    @Override
    public void stop(UUID team, String container, Duration grace) {
        ping();
        Container found = containers.get(container);
        if (found != null) {
            found.state = ended(found.state, 143, false);
        }
    }

    @Override
    public void remove(UUID team, String container) {
        ping();
        containers.remove(container);
    }

    @Override
    public Optional<ContainerState> inspect(UUID team, String container) {
        ping();
        return Optional.ofNullable(containers.get(container)).map(found -> found.state);
    }

    @Override
    public List<ContainerEntry> list(UUID team, String label, String value) {
        ping();
        return containers.entrySet().stream()
                .filter(one -> one.getValue().team.equals(team))
                .filter(one -> value.equals(one.getValue().order.labels().get(label)))
                .map(one ->
                        new ContainerEntry(one.getKey(), one.getValue().order.labels()))
                .toList();
    }

    @Override
    public ProbeResult probe(UUID team, String container, int port, Duration limit) {
        Container found = find(team, container);
        boolean open = found.state.running() && !command(found).equals("deaf");
        return new ProbeResult(open, Duration.ofMillis(3), open ? "" : "connection refused");
    }

    @Override
    public RouteState route(UUID team, String host, List<RouteTarget> targets, Duration drain) {
        ping();
        RouteState state = new RouteState(targets, List.of());
        routes.put(host, state);
        return state;
    }

    @Override
    public Optional<RouteState> routeOf(UUID team, String host) {
        ping();
        return route(host);
    }

    @Override
    public void unroute(UUID team, String host) {
        ping();
        routes.remove(host);
    }

    @Override
    public LogFeed logs(UUID team, String container, @Nullable String since, int tail, boolean follow) {
        Container found = find(team, container);
        return new LogFeed() {
            private int next = tail < 0 ? 0 : Math.max(0, found.lines.size() - tail);

            @Override
            public @Nullable LogEntry next() {
                while (next < found.lines.size()) {
                    LogEntry entry = found.lines.get(next++);
                    if (since == null || entry.cursor().compareTo(since) >= 0) {
                        return entry;
                    }
                }
                return null;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Terminal exec(UUID team, String container, Program program) {
        find(team, container);
        return echoing(program);
    }

    @Override
    public Terminal run(UUID team, ContainerOrder order, Program program) {
        ping();
        return echoing(program);
    }

    /** Says its command, then repeats what is typed. */
    private static Terminal echoing(Program program) {
        BlockingQueue<byte[]> echo = new ArrayBlockingQueue<>(EchoTerminal.HELD);
        String words = String.join(" ", program.command());
        echo.add((program.terminal() ? words : "\u0001" + words).getBytes(StandardCharsets.UTF_8));
        return new EchoTerminal(echo, new AtomicBoolean());
    }

    @Override
    public Terminal terminal(UUID team, String container, int columns, int rows) {
        find(team, container);
        BlockingQueue<byte[]> echo = new ArrayBlockingQueue<>(EchoTerminal.HELD);
        echo.add(("size " + columns + "x" + rows + "\r\n").getBytes(StandardCharsets.UTF_8));
        return new EchoTerminal(echo, new AtomicBoolean());
    }

    private record EchoTerminal(BlockingQueue<byte[]> echo, AtomicBoolean closed) implements Terminal {

        /** As a real one, it holds back who types when nobody reads the echo. */
        static final int HELD = 32;

        private static final long LOOK_MILLIS = 50;

        private static final byte[] END = {};

        @Override
        public byte @Nullable [] read() {
            try {
                byte[] bytes = echo.take();
                return bytes.length == 0 ? null : bytes;
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return null;
            }
        }

        @Override
        public void write(byte[] bytes) {
            put(bytes);
            if (new String(bytes, StandardCharsets.UTF_8).equals("exit\n")) {
                put(END);
            }
        }

        private void put(byte[] bytes) {
            try {
                while (!closed.get() && !echo.offer(bytes, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    continue;
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void endInput() {
            put(END);
        }

        @Override
        public void resize(int columns, int rows) {
            put(("resized " + columns + "x" + rows).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public int exitCode() {
            return 0;
        }

        @Override
        public void close() {
            closed.set(true);
            echo.clear();
            var unused = echo.offer(END);
        }
    }

    @Override
    public void limit(UUID team, TeamCeiling ceiling) {
        ping();
        ceilings.put(team, ceiling);
    }

    /** What a team was limited to, as far as the engine was told. */
    public Optional<TeamCeiling> ceiling(UUID team) {
        return Optional.ofNullable(ceilings.get(team));
    }

    /** Each container has used a second more each time somebody asks, has 1,000 bytes of memory and has sent 7. */
    @Override
    public TeamUse use(UUID team, boolean disk) {
        ping();
        long seconds = asked.merge(team, 1L, Long::sum);
        List<TeamUse.ContainerUse> all = containers.entrySet().stream()
                .filter(one -> one.getValue().team.equals(team))
                .map(one -> new TeamUse.ContainerUse(one.getKey(), seconds * 1_000_000_000, 1_000, seconds * 7))
                .toList();
        return new TeamUse(
                seconds * 1_000_000_000 * (all.size() + 1), 1_000L * all.size(), disk ? 1_000_000L : null, all);
    }

    private Container find(UUID team, String container) {
        ping();
        Container found = containers.get(container);
        if (found == null || !found.team.equals(team)) {
            throw new EngineFailure(EngineFailure.Cause.UNKNOWN, "no container " + container);
        }
        return found;
    }

    private String command(Container container) {
        return images.getOrDefault(container.order.image(), "")
                .lines()
                .filter(line -> line.startsWith("CMD "))
                .map(line -> line.substring(4))
                .findFirst()
                .orElse("serve");
    }

    private static void print(Container container, String text) {
        Instant now = Instant.now();
        String cursor = "%d.%09d".formatted(now.getEpochSecond(), now.getNano() / 1000 * 1000 + container.lines.size());
        container.lines.add(new LogEntry(cursor, now, "stdout", text));
    }

    private static ContainerState ended(ContainerState state, int exitCode, boolean oomKilled) {
        return new ContainerState(
                state.id(),
                ContainerState.Status.EXITED,
                state.startedAt(),
                Instant.now(),
                exitCode,
                oomKilled,
                state.restarts());
    }

    private static void waitFor(Cancellation cancellation) {
        LinkedBlockingQueue<Boolean> cancelled = new LinkedBlockingQueue<>();
        cancellation.onCancel(() -> cancelled.add(true));
        try {
            cancelled.take();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        throw new EngineFailure(EngineFailure.Cause.UNREACHABLE, "the connection was closed");
    }

    private static String file(InputStream tar, String name) {
        try (TarArchiveInputStream entries = new TarArchiveInputStream(tar)) {
            TarArchiveEntry entry;
            while ((entry = entries.getNextEntry()) != null) {
                if (entry.getName().equals(name)) {
                    return new String(entries.readAllBytes(), StandardCharsets.UTF_8);
                }
            }
            throw new BuildFailed("no " + name + " in the context", null);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
