package dev.slipway.host.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether this host has room for one more build: how long processes wait for memory and processors where the kernel measures it
 * (Documentation/accounting/psi.rst), and free memory and load where it does not.
 */
final class Pressure {
    private static final Pattern WAITING = Pattern.compile("(?m)^some avg10=(\\d+\\.\\d+)");
    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d+) kB");
    private static final Pattern LOAD = Pattern.compile("^(\\d+\\.\\d+)");

    /** Percent of time in which some process waits for memory; from here on apps are felt to be slow. */
    private static final double MEMORY_PERCENT = 10;

    /** Percent of time in which some process waits for a processor; a build has a quarter of an app's weight, so it is high. */
    private static final double CPU_PERCENT = 70;

    private static final double LOAD_PER_PROCESSOR = 2;

    private final Path proc;
    private final int processors;

    /** @param proc {@code /proc} */
    Pressure(Path proc, int processors) {
        this.proc = proc;
        this.processors = processors;
    }

    /** Why a build that may use {@code bytes} of memory should wait; the first build of a host waits for memory only. */
    Optional<String> reason(long bytes, boolean first) {
        return memory(bytes).or(() -> first ? Optional.empty() : processors());
    }

    private Optional<String> memory(long bytes) {
        OptionalDouble waiting = number(proc.resolve("pressure/memory"), WAITING);
        if (waiting.isPresent() && waiting.getAsDouble() > MEMORY_PERCENT) {
            return Optional.of("processes of this host wait for memory");
        }
        OptionalLong free = available();
        return free.isPresent() && free.getAsLong() < bytes
                ? Optional.of("less than the " + (bytes >> 20) + " MiB of memory that a step may use are free")
                : Optional.empty();
    }

    private OptionalLong available() {
        OptionalDouble kib = number(proc.resolve("meminfo"), AVAILABLE);
        return kib.isPresent() ? OptionalLong.of((long) kib.getAsDouble() << 10) : OptionalLong.empty();
    }

    private Optional<String> processors() {
        OptionalDouble waiting = number(proc.resolve("pressure/cpu"), WAITING);
        boolean busy = waiting.isPresent()
                ? waiting.getAsDouble() > CPU_PERCENT
                : number(proc.resolve("loadavg"), LOAD).orElse(0) > LOAD_PER_PROCESSOR * processors;
        return busy ? Optional.of("the processors of this host are busy") : Optional.empty();
    }

    /** A kernel without the measure has no such file, or one that cannot be read. */
    private static OptionalDouble number(Path file, Pattern pattern) {
        try {
            Matcher matcher = pattern.matcher(Files.readString(file));
            return matcher.find() ? OptionalDouble.of(Double.parseDouble(matcher.group(1))) : OptionalDouble.empty();
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }
}
