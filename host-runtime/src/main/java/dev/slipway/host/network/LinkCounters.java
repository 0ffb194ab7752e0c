package dev.slipway.host.network;

import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.SmallFile;
import java.util.Optional;

/** The kernel's counters of a link, in sysfs. */
final class LinkCounters {
    private static final String LINKS = "/sys/class/net/";

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

    private static long read(String folder, String counter) {
        return Long.parseLong(SmallFile.read(folder + counter).strip());
    }
}
