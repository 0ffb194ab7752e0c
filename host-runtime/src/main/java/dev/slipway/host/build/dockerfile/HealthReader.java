package dev.slipway.host.build.dockerfile;

import dev.slipway.host.image.ImageConfig.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads HEALTHCHECK: its options and its NONE or CMD. */
final class HealthReader {
    private static final Set<String> FLAGS = Set.of("interval", "timeout", "start-period", "start-interval", "retries");
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final LogicalLine line;
    private final Flags flags;

    private HealthReader(LogicalLine line, Flags flags) {
        this.line = line;
        this.flags = flags;
    }

    static Instruction read(LogicalLine line, String arguments, char escape) {
        return new HealthReader(line, Flags.read(line.number(), arguments, FLAGS, escape)).read();
    }

    private Instruction read() {
        String[] parts = flags.rest().split("\\s+", 2);
        String rest = parts.length < 2 ? "" : parts[1].strip();
        Health health = switch (parts[0].toUpperCase(Locale.ROOT)) {
            case "" -> throw error("HEALTHCHECK requires at least one argument");
            case "NONE" -> none(rest);
            case "CMD" -> command(rest);
            default -> throw error("Unknown type \"" + parts[0] + "\" in HEALTHCHECK (try CMD)");
        };
        return new Instruction.Healthcheck(line.text(), line.number(), health);
    }

    private Health none(String rest) {
        if (!rest.isEmpty()) {
            throw error("HEALTHCHECK NONE takes no arguments");
        }
        return new Health(List.of("NONE"), null, null, null, null, null);
    }

    private Health command(String rest) {
        if (rest.isEmpty()) {
            throw error("Missing command after HEALTHCHECK CMD");
        }
        List<String> test = new ArrayList<>();
        JsonForm.read(line.number(), rest)
                .ifPresentOrElse(
                        words -> {
                            test.add("CMD");
                            test.addAll(words);
                        },
                        () -> {
                            test.add("CMD-SHELL");
                            test.add(rest);
                        });
        return new Health(
                test,
                duration("interval"),
                duration("timeout"),
                duration("start-period"),
                duration("start-interval"),
                retries());
    }

    private @Nullable Long duration(String name) {
        String text = flags.orNull(name);
        if (text == null) {
            return null;
        }
        Duration value = GoDuration.parse(text).orElseThrow(() -> error("time: invalid duration \"" + text + "\""));
        if (value.isZero() && name.equals("start-period")) {
            return null;
        }
        if (value.compareTo(SHORTEST) < 0) {
            throw error("Interval \"" + name + "\" cannot be less than 1ms");
        }
        return value.toNanos();
    }

    private @Nullable Integer retries() {
        String text = flags.orNull("retries");
        if (text == null) {
            return null;
        }
        if (!text.matches("\\d{1,6}")) {
            throw error("--retries must be at least 0 (not " + text + ")");
        }
        return Integer.parseInt(text);
    }

    private RuntimeException error(String message) {
        return ParseError.at(line.number(), message);
    }
}
