package dev.slipway.host.api.http;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.linux.KernelException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a long act, one JSON object for each line. Nothing is sent before the first message, so that an act that
 * fails at once is answered with its own status; a later failure becomes the last message of a 200.
 */
public final class Progress implements Consumer<Map<String, Object>> {
    private static final Pattern COMMAND_FAILED = Pattern.compile("returned a non-zero code: (\\d{1,3})[^']*$");

    private final Exchange exchange;
    private @Nullable OutputStream out;

    /** A long act; sends its messages to {@code progress}. */
    @FunctionalInterface
    public interface Act {
        void run(Consumer<Map<String, Object>> progress) throws IOException;
    }

    private Progress(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Runs {@code act} to its end, or until the client goes away. */
    public static void serve(Exchange exchange, Act act) throws IOException {
        Progress progress = new Progress(exchange);
        try (Cancellation ignored = new Cancellation(exchange)) {
            act.run(progress);
        } catch (EngineException e) {
            progress.fail(e);
        } catch (KernelException e) {
            progress.fail(EngineException.internal(String.valueOf(e.getMessage()), e));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        progress.finish();
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

    private void fail(EngineException failure) {
        synchronized (this) {
            if (out == null) {
                throw failure;
            }
        }
        String message = String.valueOf(failure.getMessage());
        try {
            accept(Map.of("errorDetail", detail(message), "error", message));
        } catch (UncheckedIOException e) {
            // The client has gone, which is often why the act failed: nobody is left to be told.
            return;
        }
    }

    /** With the code of the command that failed in a build: the docker command ends with it. */
    private static Map<String, Object> detail(String message) {
        Matcher code = COMMAND_FAILED.matcher(message);
        return code.find()
                ? Map.of("code", Integer.parseInt(code.group(1)), "message", message)
                : Map.of("message", message);
    }

    private synchronized void finish() throws IOException {
        if (out == null) {
            out = exchange.stream(200, "application/json");
        }
        out.close();
    }
}
