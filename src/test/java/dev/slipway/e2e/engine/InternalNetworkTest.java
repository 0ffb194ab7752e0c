package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** CVE-2024-29018: what cannot leave an internal network as a packet must not leave as a question for a name either. */
@ExtendWith(OnEngine.class)
class InternalNetworkTest {
    /** Of the range for benchmarks (RFC 2544), which nobody routes; one on 127.0.0.0 would be the container's own. */
    private static final String RESOLVER = "198.18.29.18";

    private static final int DNS = 53;

    @Test
    void cve202429018NoQuestionLeavesAnInternalNetwork(SharedEngine shared) throws IOException {
        // Given: a name server of somebody's who wants to hear something
        EngineProcess engine = shared.engine();
        engine.docker("network", "create", "--internal", "inner").succeeded();
        engine.docker("network", "create", "outer").succeeded();
        Command.run("ip", "address", "add", RESOLVER + "/32", "dev", "lo").succeeded();
        try (DatagramSocket ears = new DatagramSocket(DNS, InetAddress.getByName(RESOLVER))) {
            // When
            Command inner = ask(engine, "inner");
            // Then: by the time the command has ended, a question would have arrived
            ears.setSoTimeout(1);
            assertNotEquals(0, inner.exitCode());
            assertThrows(SocketTimeoutException.class, () -> ears.receive(packet()));
            // And through any other network it does arrive
            Command outer = ask(engine, "outer");
            assertTrue(outer.out().contains("Server:"), outer.out() + outer.err());
            DatagramPacket heard = packet();
            ears.setSoTimeout(20_000);
            ears.receive(heard);
            assertTrue(new String(heard.getData(), StandardCharsets.ISO_8859_1).contains("secret-of-mine"));
        } finally {
            Command.run("ip", "address", "del", RESOLVER + "/32", "dev", "lo").succeeded();
            engine.docker("network", "rm", "inner", "outer").succeeded();
        }
    }

    private static DatagramPacket packet() {
        return new DatagramPacket(new byte[512], 512);
    }

    private static Command ask(EngineProcess engine, String network) {
        return engine.docker(
                "run",
                "--rm",
                "--network",
                network,
                "--dns",
                RESOLVER,
                "busybox",
                "nslookup",
                "secret-of-mine.example.");
    }
}
