package dev.slipway.host.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The host's way out: the link of its IPv4 default route. */
final class Uplink {
    /** What Ethernet carries, and what a link without a way out gets. */
    private static final int ETHERNET_MTU = 1500;

    private static final Path ROUTES = Path.of("/proc/net/route");
    private static final Path LINKS = Path.of("/sys/class/net");
    private static final String DEFAULT_DESTINATION = "00000000";

    private Uplink() {}

    /**
     * The largest packet, in bytes, that leaves the host whole. Containers must not believe in more: on paths that drop
     * "fragmentation needed" (tunnels, clouds) their connections would hang after the handshake.
     */
    static int mtu() {
        try {
            for (String line : Files.readAllLines(ROUTES)) {
                String[] fields = line.split("\\s+");
                if (fields.length > 1 && fields[1].equals(DEFAULT_DESTINATION)) {
                    String mtu = Files.readString(LINKS.resolve(fields[0]).resolve("mtu"));
                    return Math.min(ETHERNET_MTU, Integer.parseInt(mtu.strip()));
                }
            }
        } catch (IOException e) {
            // Links come and go while they are read; the default is right for nearly all of them.
        }
        return ETHERNET_MTU;
    }
}
