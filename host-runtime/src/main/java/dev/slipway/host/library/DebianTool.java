package dev.slipway.host.library;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs the distribution's own programs (apt-config, apt-helper, mmdebstrap) with arguments as an array: no shell reads them.
 * The only place of the engine besides the firewall's that starts a program on the host.
 */
final class DebianTool {
    /** Most lines kept of what a program said, for the error. */
    private static final int LAST_LINES = 6;
    /** How long a program gets to end after it was asked to, before it is killed. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final List<String> command;
    private final Map<String, String> environment;

    DebianTool(List<String> command, Map<String, String> environment) {
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
    }

    /** Its standard output as lines. */
    List<String> lines(Duration limit) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        run(out, line -> {}, limit);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /**
     * Runs it to its end; an interrupt ends it and all its children.
     *
     * @param log receives its standard error by lines
     * @throws EngineException UNAVAILABLE with its last lines when it fails or takes longer than {@code limit}
     */
    void run(OutputStream out, Consumer<String> log, Duration limit) {
        Process process = start();
        List<String> last = new ArrayList<>();
        Thread messages = Thread.ofVirtual().start(() -> readMessages(process, last, log));
        Thread watch = Thread.ofVirtual().start(() -> endAfter(process, limit));
        try (InputStream in = process.getInputStream()) {
            in.transferTo(out);
            int code = process.waitFor();
            messages.join();
            if (code != 0) {
                throw failed("ended with code " + code + ": " + String.join("; ", last));
            }
        } catch (IOException e) {
            throw new EngineException(ErrorKind.UNAVAILABLE, name() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorKind.UNAVAILABLE, name() + " was cancelled", e);
        } finally {
            end(process);
            watch.interrupt();
        }
    }

    private Process start() {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new EngineException(
                    ErrorKind.UNAVAILABLE,
                    "cannot run '" + name() + "': " + e.getMessage() + "; install the Debian package that has it",
                    e);
        }
    }

    private static void readMessages(Process process, List<String> last, Consumer<String> log) {
        try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                last.add(line);
                if (last.size() > LAST_LINES) {
                    last.removeFirst();
                }
                log.accept(line);
            }
        } catch (IOException e) {
            // The pipe ends with the process; what was read until then is all there is.
            last.add(e.toString());
        }
    }

    private static void endAfter(Process process, Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                end(process);
            }
        } catch (InterruptedException e) {
            // The program ended in time.
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the program and its children; the children first, which would else go on as orphans. */
    private static void end(Process process) {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            process.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            process.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private String name() {
        return Path.of(command.getFirst()).getFileName().toString();
    }

    private EngineException failed(String why) {
        return new EngineException(ErrorKind.UNAVAILABLE, name() + " " + why);
    }

    /** Whether a program of that absolute path is there. */
    static boolean installed(String path) {
        return Files.isExecutable(Path.of(path));
    }
}
