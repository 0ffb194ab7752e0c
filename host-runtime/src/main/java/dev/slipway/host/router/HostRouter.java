package dev.slipway.host.router;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.ListeningSocket;
import dev.slipway.host.store.StateFile;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** {@link Router} on one port of this host, listening from construction to {@link #close()}. */
public final class HostRouter implements Router {
    /** Enough for the traffic of one host; each loop costs a thread and buffers. */
    private static final int MAX_EVENT_LOOPS = 4;

    private static final int START_SECONDS = 20;
    /**
     * How often it is looked whether something is under way. The first time must leave a connection that was made just
     * before the successor listened enough time to send its request.
     */
    private static final long DRAIN_CHECK_MILLIS = 1_000;

    private static final Logger LOG = System.getLogger("slipway.router");
    private static final int MAX_TARGETS = 64;
    private static final int MAX_DRAIN_SECONDS = 3600;
    private static final int MAX_PORT = 65_535;

    private final Vertx vertx;
    private final RouteTable table;
    private final int port;
    private volatile boolean leaving;

    /**
     * Reads the routes of before and starts listening.
     *
     * @param addresses where containers answer
     * @param port 0 for any free one
     * @throws EngineException when the port cannot be had
     */
    public HostRouter(Path stateDir, Addresses addresses, String bindAddress, int port) {
        this(stateDir, addresses, bindAddress, port, false);
    }

    private HostRouter(Path stateDir, Addresses addresses, String bindAddress, int port, boolean shared) {
        int loops = Math.min(MAX_EVENT_LOOPS, Runtime.getRuntime().availableProcessors());
        table = new RouteTable(new StateFile<>(
                stateDir.resolve("routes.json"), RouteTable.Document.class, StateFile.Durability.POWER));
        vertx = Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(loops)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        Clients clients = new Clients(vertx);
        Promise<Integer> listening = Promise.promise();
        var deployed = vertx.deployVerticle(
                () -> new Front(table, clients, addresses, bindAddress, port, shared, () -> leaving, listening),
                new DeploymentOptions().setInstances(loops));
        try {
            deployed.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
            this.port = listening.future().result();
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            vertx.close();
            throw EngineException.internal(
                    "cannot listen on router port " + bindAddress + ":" + port + ": " + e.getMessage()
                            + "; choose another with --router-port",
                    e);
        }
    }

    /**
     * Like the constructor, on a port that an engine before listens on and has opened by {@link #letSuccessorJoin}: from now
     * on all new connections come here. No connection is refused or lost, whichever of the two it met.
     */
    public static HostRouter joining(Path stateDir, Addresses addresses, String bindAddress, int port) {
        HostRouter router = new HostRouter(stateDir, addresses, bindAddress, port, true);
        router.listening(ListeningSocket::newestWins);
        return router;
    }

    private void listening(Consumer<ListeningSocket> act) {
        try (ListeningSocket socket = ListeningSocket.ofPort(port)) {
            act.accept(socket);
        }
    }

    /** Lets the router of another engine listen on the same port. */
    public void letSuccessorJoin() {
        listening(socket -> socket.shareable(true));
    }

    /** The engine before has gone: the port is this router's alone again. */
    public void beAlone() {
        listening(socket -> socket.shareable(false));
    }

    /**
     * Serves what has begun, while a successor takes what is new; returns when nothing is under way or patience is at its
     * end. Clients that keep their connection are asked to come back on another.
     */
    public void drain(Duration patience) throws InterruptedException {
        leaving = true;
        CountDownLatch idle = new CountDownLatch(1);
        long check = vertx.setPeriodic(DRAIN_CHECK_MILLIS, timer -> {
            if (table.active() == 0) {
                idle.countDown();
            }
        });
        boolean drained = idle.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        LOG.log(Level.INFO, drained ? "router: nothing is under way any more" : "router: what is still open is cut");
        vertx.cancelTimer(check);
    }

    /** The port really listened on. */
    public int port() {
        return port;
    }

    @Override
    public Route put(String tenant, String host, List<Target> targets, int drainSeconds) {
        String name = name(host);
        check(name, targets, drainSeconds);
        RouteTable.Live route = table.put(tenant, name, targets);
        if (!route.retired().isEmpty()) {
            vertx.setTimer(Math.max(1, TimeUnit.SECONDS.toMillis(drainSeconds)), timer -> cut(name, route.retired()));
        }
        return view(name, route);
    }

    /** Ends what is still open to targets that were switched away and not switched back to. */
    private void cut(String host, List<Backend> retired) {
        List<Backend> serving = table.find(host).map(RouteTable.Live::backends).orElse(List.of());
        retired.stream().filter(backend -> !serving.contains(backend)).forEach(Backend::abort);
    }

    private static String name(String host) {
        return HostName.of(host)
                .filter(name -> !host.contains(":"))
                .orElseThrow(() -> EngineException.invalid(
                        "invalid host '" + host + "': use letters, digits, hyphens and dots, without a port"));
    }

    private static void check(String host, List<Target> targets, int drainSeconds) {
        if (targets.size() > MAX_TARGETS) {
            throw EngineException.invalid(
                    "invalid route of '" + host + "': " + targets.size() + " targets, at most " + MAX_TARGETS);
        }
        for (Target target : targets) {
            if (target.port() < 1 || target.port() > MAX_PORT) {
                throw EngineException.invalid(
                        "invalid route of '" + host + "': port " + target.port() + " is not in 1…" + MAX_PORT);
            }
        }
        if (drainSeconds < 0 || drainSeconds > MAX_DRAIN_SECONDS) {
            throw EngineException.invalid("invalid route of '" + host + "': drainSeconds " + drainSeconds
                    + " is not in 0…" + MAX_DRAIN_SECONDS);
        }
    }

    @Override
    public Optional<Route> find(String tenant, String host) {
        return HostName.of(host).flatMap(name -> table.find(tenant, name).map(route -> view(name, route)));
    }

    @Override
    public void remove(String tenant, String host) {
        HostName.of(host).ifPresent(name -> table.remove(tenant, name));
    }

    private static Route view(String host, RouteTable.Live route) {
        return new Route(
                host,
                route.tenant(),
                route.backends().stream().map(Backend::target).toList(),
                route.retired().stream()
                        .filter(backend -> backend.active() > 0)
                        .map(backend -> new Draining(backend.target().container(), backend.active()))
                        .toList());
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw EngineException.internal("cannot stop the router: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
