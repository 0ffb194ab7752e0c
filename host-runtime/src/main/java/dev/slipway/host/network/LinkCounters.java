package dev.slipway.host.network;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.SmallFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The kernel's counters of a link, in sysfs; of all links at once in proc_pid_net(5). */
final class LinkCounters {
    private static final String LINKS = "/sys/class/net/";
    private static final Path ALL = Path.of("/proc/thread-self/net/dev");
    private static final Pattern SPACES = Pattern.compile("[: ]+");

    /** Columns behind a link's name: eight of what it received, then eight of what it sent. */
    private static final int SENT = 8;

    private static final int HEADINGS = 2;

    private LinkCounters() {}

    /** Counters of the end inside, read at the end on the host: what one sends the other receives. */
    static Optional<Networks.Traffic> ofInside(String outer) {
        String folder = LINKS + outer + "/statistics/";
        try {
            return Optional.of(new Networks.Traffic(
                    read(folder, "tx_bytes"),
                    read(folder, "tx_packets"),
                    read(folder, "tx_errors"),
                    read(folder, "tx_dropped"),
                    read(folder, "rx_bytes"),
                    read(folder, "rx_packets"),
                    read(folder, "rx_errors"),
                    read(folder, "rx_dropped")));
        } catch (KernelException e) {
            // The container has just ended, and its link with it.
            return Optional.empty();
        }
    }

    /** Counters of the ends inside, by the name of the end on the host. */
    static Map<String, Networks.Traffic> ofAllInside() {
        try (Stream<String> lines = Files.lines(ALL)) {
            Map<String, Networks.Traffic> all = new HashMap<>();
            lines.skip(HEADINGS).map(line -> SPACES.split(line.strip())).forEach(columns -> {
                long[] counts = Arrays.stream(columns, 1, columns.length)
                        .mapToLong(Long::parseLong)
                        .toArray();
                all.put(columns[0], inside(counts));
            });
            return all;
        } catch (IOException e) {
            throw EngineException.internal("cannot read " + ALL + ": " + e.getMessage(), e);
        }
    }

    /** @param outer bytes, packets, errors and drops of what the end on the host received, and from {@link #SENT} on of what it sent */
    private static Networks.Traffic inside(long[] outer) {
        return new Networks.Traffic(
                outer[SENT], outer[SENT + 1], outer[SENT + 2], outer[SENT + 3], outer[0], outer[1], outer[2], outer[3]);
    }

    private static long read(String folder, String counter) {
        return Long.parseLong(SmallFile.read(folder + counter).strip());
    }
}
