package dev.slipway.host.api.containers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Query;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.container.Containers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The life of a container: start, stop, restart, kill, pause, resize, wait, top. */
public final class LifecycleResource implements Resource {
    /** Largest body of a start that is taken for "none": what old clients send as {@code null} or {@code {}}. */
    private static final int EMPTY_BODY_BYTES = 7;

    private static final long MOST_CELLS = 0xFFFF;

    private final Containers containers;

    public LifecycleResource(Containers containers) {
        this.containers = containers;
    }

    @Override
    public void register(Routes routes) {
        routes.post("/containers/{id}/start", this::start)
                .post("/containers/{id}/stop", this::stop)
                .post("/containers/{id}/restart", this::restart)
                .post("/containers/{id}/kill", this::kill)
                .post("/containers/{id}/pause", this::pause)
                .post("/containers/{id}/unpause", this::unpause)
                .post("/containers/{id}/resize", this::resize)
                .post("/containers/{id}/wait", this::await)
                .get("/containers/{id}/top", this::top);
    }

    private void start(Call call) throws IOException {
        if (call.exchange().body().readNBytes(EMPTY_BODY_BYTES + 1).length > EMPTY_BODY_BYTES) {
            throw EngineException.invalid(
                    "starting container with non-empty request body was deprecated since API v1.22 and removed in v1.24");
        }
        containers.start(call.tenant(), call.variable("id"));
        call.done(204);
    }

    private void stop(Call call) throws IOException {
        containers.stop(
                call.tenant(),
                call.variable("id"),
                seconds(call.query()),
                call.query().text("signal"));
        call.done(204);
    }

    private void restart(Call call) throws IOException {
        containers.restart(
                call.tenant(),
                call.variable("id"),
                seconds(call.query()),
                call.query().text("signal"));
        call.done(204);
    }

    private static @Nullable Integer seconds(Query query) {
        return query.text("t") == null ? null : (int) query.number("t", 0);
    }

    private void kill(Call call) throws IOException {
        containers.kill(call.tenant(), call.variable("id"), call.query().text("signal", "KILL"));
        call.done(204);
    }

    private void pause(Call call) throws IOException {
        containers.pause(call.tenant(), call.variable("id"));
        call.done(204);
    }

    private void unpause(Call call) throws IOException {
        containers.unpause(call.tenant(), call.variable("id"));
        call.done(204);
    }

    private void resize(Call call) throws IOException {
        int columns = cells(call.query(), "w");
        int rows = cells(call.query(), "h");
        containers.resize(call.tenant(), call.variable("id"), columns, rows);
        call.done(200);
    }

    /** A width or height; the kernel keeps them in 16 bits. */
    public static int cells(Query query, String name) {
        long cells = query.number(name, 0);
        if (cells < 0 || cells > MOST_CELLS) {
            throw EngineException.invalid("invalid resize " + (name.equals("h") ? "height" : "width") + " \"" + cells
                    + "\": must be 0 to " + MOST_CELLS);
        }
        return (int) cells;
    }

    /**
     * The head of the answer leaves before the container ends, and even before it is started: the client starts it only
     * when it has the head.
     */
    private void await(Call call) throws Exception {
        String condition = call.query().text("condition", "not-running");
        CompletableFuture<Integer> exit =
                containers.wait(call.tenant(), call.variable("id"), condition).copy();
        try (OutputStream out = call.exchange().stream(200, "application/json")) {
            var unused = CompletableFuture.anyOf(exit, call.exchange().gone())
                    .handle((value, failure) -> null)
                    .get();
            if (exit.isDone()) {
                out.write((Json.write(result(exit)) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } finally {
            exit.cancel(false);
        }
    }

    private static ObjectNode result(CompletableFuture<Integer> exit) throws InterruptedException {
        try {
            return Documents.object().put("StatusCode", exit.get());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return Documents.object()
                    .put("StatusCode", -1)
                    .putPOJO("Error", Map.of("Message", String.valueOf(cause.getMessage())));
        }
    }

    private void top(Call call) throws IOException {
        Containers.Processes processes =
                containers.top(call.tenant(), call.variable("id"), call.query().text("ps_args", ""));
        call.reply(
                200, Documents.object().putPOJO("Titles", processes.titles()).putPOJO("Processes", processes.rows()));
    }
}
