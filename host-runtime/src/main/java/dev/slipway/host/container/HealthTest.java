package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import java.util.List;
import java.util.Optional;

/** What a health check does. Pure. */
sealed interface HealthTest {
    int MAX_PORT = 65_535;

    /** A process in the container; healthy when it ends with 0. */
    record Command(List<String> argv) implements HealthTest {}

    /**
     * A connection from the host's side, for images without tools.
     *
     * @param path null = the connection is enough; otherwise asked for by GET, and healthy when the status is 2xx or 3xx
     */
    record Port(int port, Optional<String> path) implements HealthTest {}

    /** From Docker's list form: {@code CMD …}, {@code CMD-SHELL …}, and ours: {@code TCP port}, {@code HTTP port path}. */
    static HealthTest of(List<String> test) {
        List<String> rest = test.subList(1, test.size());
        return switch (test.getFirst()) {
            case "CMD" -> command(rest);
            // The container's own shell, inside the container: that is what the field means.
            case "CMD-SHELL" -> {
                command(rest);
                yield new Command(List.of("/bin/sh", "-c", String.join(" ", rest)));
            }
            case "TCP" -> {
                if (rest.size() != 1) {
                    throw EngineException.invalid(
                            "invalid healthcheck " + test + ": TCP takes a port and nothing else");
                }
                yield new Port(port(rest.getFirst()), Optional.empty());
            }
            case "HTTP" -> {
                if (rest.size() != 2) {
                    throw EngineException.invalid("invalid healthcheck " + test + ": HTTP takes a port and a path");
                }
                yield new Port(port(rest.getFirst()), Optional.of(path(rest.getLast())));
            }
            default ->
                throw EngineException.invalid("Unknown healthcheck type '" + test.getFirst() + "' (expected 'CMD')");
        };
    }

    private static Command command(List<String> argv) {
        if (argv.isEmpty()) {
            throw EngineException.invalid("Missing command in healthcheck");
        }
        return new Command(List.copyOf(argv));
    }

    private static int port(String text) {
        if (text.matches("\\d{1,5}")) {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= MAX_PORT) {
                return port;
            }
        }
        throw EngineException.invalid("invalid port '" + text + "' in healthcheck: must be 1 to " + MAX_PORT);
    }

    /** It becomes part of a request line, so it may not end one. */
    private static String path(String text) {
        if (text.startsWith("/") && text.chars().allMatch(c -> c > ' ' && c <= '~')) {
            return text;
        }
        throw EngineException.invalid(
                "invalid path '" + text + "' in healthcheck: must start with a slash and have no blanks");
    }
}
