package dev.slipway.host.network;

import dev.slipway.host.base.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The {@code nft} program: the kernel takes firewall rules only as compiled
 * expressions, and compiling them is what nft is. Started from an argument array, rules on its standard input.
 */
final class Nft {
    private static final List<Path> PLACES =
            List.of(Path.of("/usr/sbin/nft"), Path.of("/sbin/nft"), Path.of("/usr/bin/nft"));
    /** A transaction takes milliseconds; longer means that the kernel's table lock is stuck. */
    private static final int TIMEOUT_SECONDS = 20;

    private static final int MAX_MESSAGE_BYTES = 4096;
    /** A firewall with tens of thousands of rules. */
    private static final int MAX_LISTING_BYTES = 64 << 20;

    /**
     * Applies {@code script} in one transaction: all of it or nothing.
     *
     * @throws EngineException INTERNAL with nft's own words
     */
    void apply(String script) {
        if (!script.isEmpty()) {
            run(script, MAX_MESSAGE_BYTES, "-f", "-");
        }
    }

    /** Every table of the namespace, as nft writes it in JSON. */
    String list() {
        return run("", MAX_LISTING_BYTES, "-j", "list", "ruleset");
    }

    private static String run(String script, int limit, String... words) {
        try {
            List<String> command = new ArrayList<>(List.of(program().toString()));
            command.addAll(List.of(words));
            Process nft = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (OutputStream in = nft.getOutputStream()) {
                in.write(script.getBytes(StandardCharsets.US_ASCII));
            }
            String message = message(nft, limit);
            if (!nft.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                nft.destroyForcibly();
                throw failure("no answer within " + TIMEOUT_SECONDS + " s", null);
            }
            if (nft.exitValue() != 0) {
                throw failure(message, null);
            }
            return message;
        } catch (IOException e) {
            throw failure(e.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted", e);
        }
    }

    private static String message(Process nft, int limit) throws IOException {
        try (InputStream out = nft.getInputStream()) {
            String text = new String(out.readNBytes(limit), StandardCharsets.UTF_8).strip();
            out.skip(Long.MAX_VALUE);
            return text;
        }
    }

    private static Path program() {
        return PLACES.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> failure("no program 'nft' in " + PLACES + "; install nftables", null));
    }

    private static EngineException failure(String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return EngineException.internal("cannot set firewall rules: " + why, cause);
    }
}
