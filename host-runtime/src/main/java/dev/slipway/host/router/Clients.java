package dev.slipway.host.router;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.concurrent.TimeUnit;

/**
 * Connections to instances, in two kinds. A kept connection may be closed by the instance in the very moment in which
 * a request is sent on it; a request that may not be repeated therefore goes on a fresh one.
 */
final class Clients {
    /** Open requests per instance; an instance that has more is overloaded anyway. */
    private static final int CONNECTIONS = 256;
    /** Upgraded connections per instance. */
    private static final int TUNNELS = 4096;
    /** Requests that wait for one of them. */
    private static final int WAITING = 1024;

    private static final int CONNECT_MILLIS = 3000;
    /** Below the shortest keep-alive time that servers have by default (2 s), so that we close first. */
    private static final int KEPT_SECONDS = 1;
    /** Silence on a connection in use, both ways. */
    static final int SILENCE_SECONDS = 600;

    private static final int MAX_HEADER_BYTES = 64 << 10;

    private final HttpClient kept;
    private final HttpClient fresh;
    private final HttpClient tunnels;

    Clients(Vertx vertx) {
        PoolOptions pool = new PoolOptions().setHttp1MaxSize(CONNECTIONS);
        kept = vertx.createHttpClient(options().setKeepAlive(true).setKeepAliveTimeout(KEPT_SECONDS), pool);
        tunnels = vertx.createHttpClient(
                options().setKeepAlive(true).setKeepAliveTimeout(KEPT_SECONDS),
                new PoolOptions().setHttp1MaxSize(TUNNELS));
        fresh = vertx.createHttpClient(options().setKeepAlive(false), pool);
    }

    private static HttpClientOptions options() {
        return new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setIdleTimeout(SILENCE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxWaitQueueSize(WAITING)
                .setDecompressionSupported(false)
                .setTcpNoDelay(true);
    }

    HttpClient kept() {
        return kept;
    }

    /** For requests to upgrade: they hold their connection for long, and need one that is not announced to close. */
    HttpClient tunnels() {
        return tunnels;
    }

    HttpClient fresh() {
        return fresh;
    }
}
