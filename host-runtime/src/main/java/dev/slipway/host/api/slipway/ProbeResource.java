package dev.slipway.host.api.slipway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.Container;
import dev.slipway.host.container.Containers;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Whether a container answers, seen from the host's side; nothing is needed inside it. */
public final class ProbeResource implements Resource {
    private static final int MAX_PORT = 65_535;
    private static final long DEFAULT_TIMEOUT_MILLIS = 60_000;
    /** Longest a probe may wait: the slowest start we know of, many times over. */
    private static final long MAX_TIMEOUT_MILLIS = 600_000;

    /** Between two attempts: short beside a program's start, long beside an attempt. */
    private static final long PAUSE_MILLIS = 50;

    private static final Set<String> FIELDS = Set.of("port", "timeoutMillis", "path");

    private final Containers containers;

    public ProbeResource(Containers containers) {
        this.containers = containers;
    }

    @Override
    public void register(Routes routes) {
        routes.post("/slipway/v1/containers/{id}/probe", this::probe);
    }

    private void probe(Call call) throws Exception {
        ObjectNode body = call.json();
        Documents.refuseOthers(body, FIELDS);
        int port = body.path("port").asInt();
        long timeout = body.path("timeoutMillis").asLong(DEFAULT_TIMEOUT_MILLIS);
        JsonNode path = body.path("path");
        if (port < 1 || port > MAX_PORT) {
            throw EngineException.invalid("invalid field 'port': must be 1 to " + MAX_PORT);
        }
        if (timeout < 1 || timeout > MAX_TIMEOUT_MILLIS) {
            throw EngineException.invalid("invalid field 'timeoutMillis': must be 1 to " + MAX_TIMEOUT_MILLIS);
        }
        Container container = containers.require(call.tenant(), call.variable("id"));
        call.reply(
                200, outcome(call, container, new Attempt(port, path.isTextual() ? path.textValue() : null), timeout));
    }

    private ObjectNode outcome(Call call, Container container, Attempt attempt, long timeoutMillis) throws Exception {
        long start = System.nanoTime();
        CompletableFuture<Integer> exit =
                containers.wait(call.tenant(), container.id(), "not-running").copy();
        try {
            while (true) {
                long elapsed = Duration.ofNanos(System.nanoTime() - start).toMillis();
                String failure = attempt.failure(address(call, container));
                if (failure == null) {
                    return Documents.object().put("ok", true).put("elapsedMillis", elapsed);
                }
                if (elapsed >= timeoutMillis) {
                    return failed(
                            "no answer on port " + attempt.port() + " within " + timeoutMillis + " ms: " + failure);
                }
                Integer code = exitWithin(exit, call);
                if (code != null) {
                    return failed(
                            "the container exited with code " + code + " before it answered on port " + attempt.port());
                }
            }
        } finally {
            exit.cancel(false);
        }
    }

    private static ObjectNode failed(String reason) {
        return Documents.object().put("ok", false).put("reason", reason);
    }

    private @Nullable String address(Call call, Container container) {
        return containers.require(call.tenant(), container.id()).address();
    }

    /** The exit code, when the container ends during a pause; null when it lives on. */
    private static @Nullable Integer exitWithin(CompletableFuture<Integer> exit, Call call) throws Exception {
        if (call.exchange().gone().isDone()) {
            throw new IOException("client closed the connection");
        }
        try {
            return exit.get(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException alive) {
            return null;
        } catch (ExecutionException e) {
            throw EngineException.internal("cannot wait for the container's end: " + e.getCause(), e);
        }
    }
}
