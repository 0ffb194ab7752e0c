package dev.slipway.host.router;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An app's instance: a real server that answers with its name, or as the path tells it. */
final class TestingInstance implements AutoCloseable {
    private final String name;
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    /** Completing it lets requests for {@code hold} go on. */
    final CompletableFuture<Void> release = new CompletableFuture<>();

    TestingInstance(String name) {
        this.name = name;
        server = vertx.createHttpServer();
        server.requestHandler(this::answer);
        await(server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture());
    }

    private void answer(HttpServerRequest request) {
        String how = request.getHeader("how") == null ? "" : request.getHeader("how");
        switch (how) {
            case "headers" -> {
                StringBuilder seen = new StringBuilder(request.method() + " " + request.uri() + "\n");
                request.headers()
                        .forEach((key, value) -> seen.append(key.toLowerCase(java.util.Locale.ROOT))
                                .append(": ")
                                .append(value)
                                .append("\n"));
                request.response().putHeader("Keep-Alive", "timeout=5").end(seen.toString());
            }
            case "echo" -> {
                request.response().setChunked(true);
                request.pipeTo(request.response());
            }
            case "hold" -> release.thenRun(() -> request.response().end(name));
            case "drip" -> {
                request.response().setChunked(true).write("first");
                release.thenRun(() -> request.response().end("last"));
            }
            case "break" -> {
                request.response().putHeader("Content-Length", "100").write("half");
                release.thenRun(() -> request.connection().close());
            }
            case "shout" -> {
                request.response().putHeader("Connection", "Upgrade").putHeader("Upgrade", "loud");
                request.toNetSocket()
                        .onSuccess(socket -> socket.handler(
                                bytes -> socket.write(bytes.toString().toUpperCase(java.util.Locale.ROOT))));
            }
            default -> {
                if (how.matches("\\d+")) {
                    request.response().setStatusCode(Integer.parseInt(how)).end();
                } else {
                    request.response().end(name);
                }
            }
        }
    }

    Router.Target target() {
        return new Router.Target(name, server.actualPort());
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        await(vertx.close().toCompletionStage().toCompletableFuture());
    }
}
