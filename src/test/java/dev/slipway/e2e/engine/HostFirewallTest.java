package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host with a firewall of its own, played by a network namespace, and another one that plays the world. */
class HostFirewallTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String HOST = "swfwhost";
    private static final String WORLD = "swfwworld";
    private static final String ADDRESS = "203.0.113.1";

    private EngineProcess engine;

    @BeforeEach
    void makeAHostWithAFirewall(@TempDir Path folder) throws Exception {
        takeAway();
        run("ip netns add " + HOST);
        run("ip netns add " + WORLD);
        run("ip -n " + HOST + " link add lan type veth peer name lan netns " + WORLD);
        for (String machine : List.of(HOST, WORLD)) {
            run("ip -n " + machine + " link set lo up");
            run("ip -n " + machine + " link set lan up");
        }
        run("ip -n " + HOST + " addr add " + ADDRESS + "/24 dev lan");
        run("ip -n " + WORLD + " addr add 203.0.113.2/24 dev lan");
        nft("""
                table inet filter {
                  chain input {
                    type filter hook input priority filter; policy drop;
                    iif lo accept
                    ct state established,related accept
                    tcp dport 18800 accept
                  }
                }
                """);
        engine = EngineProcess.in(Path.of("/run/netns", HOST), "fwtest");
        Path archive = Busybox.tar(folder);
        engine.docker("import", "-c", "CMD [\"sh\"]", "-c", "ENV PATH=/bin", archive.toString(), "busybox")
                .succeeded();
    }

    @AfterEach
    void takeAway() {
        if (engine != null) {
            engine.docker("rm", "-f", "open", "closed", "later");
            engine.close();
        }
        Command.run("ip", "netns", "del", HOST);
        Command.run("ip", "netns", "del", WORLD);
    }

    private static void run(String words) {
        Command.run(words.split(" ")).succeeded();
    }

    private static void nft(String rules) throws Exception {
        Path file = Files.createTempFile("rules", ".nft");
        Files.writeString(file, rules);
        run("ip netns exec " + HOST + " nft -f " + file);
        Files.delete(file);
    }

    @Test
    void aPublishedPortIsOpenWhereTheHostsRulesLetItInAndEverywhereWithoutRules() throws Exception {
        // Given
        serve("open", 18800);
        serve("closed", 18801);
        // Then
        assertEquals("hello", get(HOST, "127.0.0.1", 18800));
        assertEquals("hello", get(HOST, "127.0.0.1", 18801));
        assertEquals("hello", get(WORLD, ADDRESS, 18800));
        assertEquals("", get(WORLD, ADDRESS, 18801));
        // When: the firewall is switched off, which the engine sees at the next port that is published
        nft("delete table inet filter");
        serve("later", 18802);
        // Then
        assertEquals("hello", get(WORLD, ADDRESS, 18801));
        assertEquals("hello", get(WORLD, ADDRESS, 18802));
    }

    private void serve(String name, int port) {
        engine.docker(
                        "run",
                        "-d",
                        "--name",
                        name,
                        "-p",
                        port + ":80",
                        "busybox",
                        "sh",
                        "-c",
                        "echo hello > /tmp/index.html; exec httpd -f -p 80 -h /tmp")
                .succeeded();
        Await.until(
                name + " serves",
                SOON,
                () -> engine.docker("exec", name, "wget", "-qO-", "http://127.0.0.1")
                        .text(),
                "hello"::equals);
    }

    private static String get(String from, String address, int port) {
        return Command.run("ip", "netns", "exec", from, "curl", "-s", "-m", "3", "http://" + address + ":" + port + "/")
                .text();
    }
}
