package dev.slipway.host.cgroup;

import dev.slipway.host.base.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The machine's memory: the limit of a group that has none. */
final class HostMemory {
    private static final String KEY = "MemTotal:";
    private static final long KIB = 1024;
    private static final long TOTAL = read(Path.of("/proc/meminfo"));

    private HostMemory() {}

    /** {@code limit}, or the machine's memory where that is less. */
    static long atMost(long limit) {
        return Math.min(limit, TOTAL);
    }

    private static long read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(KEY))
                    .mapToLong(line -> Long.parseLong(
                            line.substring(KEY.length()).replace("kB", "").strip()))
                    .map(kib -> kib * KIB)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException e) {
            throw EngineException.internal("cannot read '" + file + "': " + e, e);
        }
    }
}
