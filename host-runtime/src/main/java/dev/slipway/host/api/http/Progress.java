package dev.slipway.host.api.http;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a long act, one JSON object for each line. Nothing is sent before the first message, so that an act that
 * fails at once is answered with its own status; a later failure becomes the last message of a 200.
 */
public final class Progress implements Consumer<Map<String, Object>>, AutoCloseable {
    private final Exchange exchange;
    private @Nullable OutputStream out;

    public Progress(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Sends a message; {@link UncheckedIOException} when the client has gone. */
    @Override
    public synchronized void accept(Map<String, Object> message) {
        try {
            if (out == null) {
                out = exchange.stream(200, "application/json");
            }
            out.write((Json.write(message) + "\r\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends with {@code failure}: as the request's status while nothing was sent, else as the last message. */
    public void fail(EngineException failure) {
        synchronized (this) {
            if (out == null) {
                throw failure;
            }
        }
        String message = String.valueOf(failure.getMessage());
        accept(Map.of("errorDetail", Map.of("message", message), "error", message));
    }

    /** Makes the answer whole. */
    @Override
    public synchronized void close() throws IOException {
        if (out == null) {
            out = exchange.stream(200, "application/json");
        }
        out.close();
    }
}
