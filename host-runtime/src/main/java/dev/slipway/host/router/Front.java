package dev.slipway.host.router;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The door: accepts connections, holds them to limits, finds the route of each request. One per event loop. */
final class Front extends AbstractVerticle {
    /** Request line and headers; larger than browsers send, small enough that ten thousand clients do no harm. */
    private static final int MAX_HEADER_BYTES = 32 << 10;

    private static final int MAX_LINE_BYTES = 16 << 10;
    /** Connections of clients per event loop. */
    private static final int MAX_CONNECTIONS = 10_000;
    /** How long a connection may take to send a whole request head, or stay without one between requests. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final long SWEEP_MILLIS = 5_000;

    private final RouteTable table;
    private final Clients clients;
    private final Addresses addresses;
    private final String bindAddress;
    private final int port;
    private final Promise<Integer> listening;
    private final boolean shared;
    private final BooleanSupplier leaving;
    private final Map<HttpConnection, Activity> connections = new HashMap<>();

    /** What goes on on a connection; a client may send requests ahead, so there can be several. */
    private static final class Activity {
        private int requests;
        private long since = System.nanoTime();

        private boolean isStale(long now) {
            return requests == 0 && now - since > QUIET_NANOS;
        }
    }

    /**
     * @param shared whether another engine listens on the port still
     * @param leaving whether clients should come back on another connection, which a successor gets
     * @param listening completed with the port really bound
     */
    Front(
            RouteTable table,
            Clients clients,
            Addresses addresses,
            String bindAddress,
            int port,
            boolean shared,
            BooleanSupplier leaving,
            Promise<Integer> listening) {
        this.table = table;
        this.clients = clients;
        this.addresses = addresses;
        this.bindAddress = bindAddress;
        this.port = port;
        this.shared = shared;
        this.leaving = leaving;
        this.listening = listening;
    }

    @Override
    public void start(Promise<Void> started) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(bindAddress)
                // A negative port is one free port for all fronts; 0 would give each of them its own.
                .setPort(port == 0 ? -1 : port)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setIdleTimeout(Clients.SILENCE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(false)
                // A web socket is a tunnel here: the two ends agree on compression themselves.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setTcpNoDelay(true)
                .setReuseAddress(true)
                .setReusePort(shared);
        vertx.setPeriodic(SWEEP_MILLIS, timer -> sweep());
        vertx.createHttpServer(options)
                .connectionHandler(this::connected)
                .requestHandler(this::handle)
                .listen()
                .onComplete(bound -> {
                    if (bound.succeeded()) {
                        listening.tryComplete(bound.result().actualPort());
                        started.complete();
                    } else {
                        listening.tryFail(bound.cause());
                        started.fail(bound.cause());
                    }
                });
    }

    private void connected(HttpConnection connection) {
        if (connections.size() >= MAX_CONNECTIONS) {
            connection.close();
            return;
        }
        connections.put(connection, new Activity());
        connection.closeHandler(closed -> connections.remove(connection));
    }

    private void sweep() {
        long now = System.nanoTime();
        List<HttpConnection> stale = connections.entrySet().stream()
                .filter(entry -> entry.getValue().isStale(now))
                .map(Map.Entry::getKey)
                .toList();
        stale.forEach(HttpConnection::close);
    }

    private void handle(HttpServerRequest request) {
        Activity activity = connections.getOrDefault(request.connection(), new Activity());
        activity.requests++;
        request.response().endHandler(ended -> {
            // A tunnel is no longer a matter of requests.
            if (request.response().getStatusCode() != SWITCHING_PROTOCOLS) {
                activity.requests--;
                activity.since = System.nanoTime();
                if (leaving.getAsBoolean()) {
                    request.connection().close();
                }
            }
        });
        if (leaving.getAsBoolean()) {
            request.response().putHeader(HttpHeaders.CONNECTION, "close");
        }
        Optional<String> header = hostHeader(request.headers());
        Optional<String> host = header.flatMap(HostName::of);
        if (host.isEmpty() || ForwardedHeaders.isAmbiguous(request.headers())) {
            AnswerPage.AMBIGUOUS.send(request);
        } else if (request.method().equals(HttpMethod.CONNECT) || !isOriginForm(request.uri())) {
            AnswerPage.METHOD.send(request);
        } else {
            route(request, header.get(), host.get());
        }
    }

    private void route(HttpServerRequest request, String header, String host) {
        Optional<List<Backend>> order = table.choose(host);
        if (order.isEmpty()) {
            AnswerPage.NO_SUCH_APP.send(request);
        } else if (order.get().isEmpty()) {
            AnswerPage.STARTING.send(request);
        } else {
            new Exchange(context, request, header, order.get(), clients, addresses).start();
        }
    }

    private static Optional<String> hostHeader(MultiMap headers) {
        List<String> hosts = headers.getAll("host");
        return hosts.size() == 1 ? Optional.of(hosts.getFirst()) : Optional.empty();
    }

    private static boolean isOriginForm(String uri) {
        return uri.startsWith("/") || uri.equals("*");
    }
}
