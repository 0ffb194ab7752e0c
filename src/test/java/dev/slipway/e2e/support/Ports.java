package dev.slipway.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of this machine that tests may use. */
public final class Ports {
    /** Below the ports that the kernel hands to outgoing connections (ip_local_port_range, ip(7)): nobody takes one by chance. */
    private static final int FIRST = 20_000;

    private static final int LAST = 32_000;

    private Ports() {}

    /** A port that a program started next can listen on. */
    public static int free() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try (ServerSocket probe = new ServerSocket(port)) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // the next one then
            }
        }
    }

    /** A socket that holds a port of loopback without listening: as long as it is open, everybody who connects there is refused. */
    public static Socket deaf() {
        Socket held = new Socket();
        try {
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return held;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
