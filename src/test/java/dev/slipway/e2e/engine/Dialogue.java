package dev.slipway.e2e.engine;

import dev.slipway.e2e.support.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that is talked to while it runs. */
final class Dialogue implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private final Process process;
    private final StringBuffer seen = new StringBuffer();

    private Dialogue(List<String> words) {
        try {
            process = new ProcessBuilder(words).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::listen);
    }

    /** Runs it with pipes. */
    static Dialogue of(String... words) {
        return new Dialogue(List.of(words));
    }

    /** Runs it on a terminal of its own, which script(1) makes. */
    static Dialogue onTerminal(String... words) {
        return new Dialogue(List.of("script", "-qefc", String.join(" ", words), "/dev/null"));
    }

    private void listen() {
        byte[] buffer = new byte[4096];
        try {
            int count = process.getInputStream().read(buffer);
            while (count > 0) {
                seen.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
                count = process.getInputStream().read(buffer);
            }
        } catch (IOException e) {
            seen.append(e);
        }
    }

    Dialogue type(String text) {
        try {
            process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("after " + seen, e);
        }
    }

    /** Waits until {@code text} was seen; returns everything seen. */
    String await(String text) {
        return Await.until("'" + text + "' is shown", ANSWER, seen::toString, all -> all.contains(text));
    }

    /** Ends the program's input. */
    void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for its end. */
    int exitCode() {
        try {
            if (!process.waitFor(ANSWER.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("did not end; seen: " + seen);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
