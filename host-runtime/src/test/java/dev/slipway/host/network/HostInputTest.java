package dev.slipway.host.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules of hosts, loaded into the kernel and read back. */
class HostInputTest {
    private static final String HOOK = "type filter hook input priority 0;";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "false | ''",
                "false | table inet filter { chain input { HOOK policy accept; tcp dport 22 accept; } }",
                "true | table inet filter { chain input { HOOK policy drop; } }",
                "true | table inet filter { chain input { HOOK tcp dport 8080 drop; } }",
                "true | table ip filter { chain ufw { reject; } chain INPUT { HOOK jump ufw; } }",
                "true | table inet f { chain a { drop; } chain b { goto a; } chain input { HOOK tcp dport vmap { 80 : jump b }; } }",
                "true | table inet f { chain input { HOOK tcp dport vmap { 80 : drop }; } }",
                "false | table ip filter { chain DOCKER { drop; } chain INPUT { HOOK policy accept; }"
                        + " chain FORWARD { type filter hook forward priority 0; jump DOCKER; } }",
                "false | table inet slipway_other { chain input { HOOK reject; } }",
            })
    void seesWhetherTheHostRefuses(boolean filters, String rules) throws Exception {
        // Given
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        try (Namespace host = new Namespace()) {
            Path file = Files.writeString(folder.resolve("rules.nft"), lines(rules));
            boolean seen = host.run(() -> {
                Process load = new ProcessBuilder("nft", "-f", file.toString())
                        .inheritIO()
                        .start();
                assertEquals(true, load.waitFor(20, TimeUnit.SECONDS) && load.exitValue() == 0);
                // When
                return new HostInput(new Nft()).filters();
            });
            // Then
            assertEquals(filters, seen);
        }
    }

    /** nft wants a line for each statement. */
    private static String lines(String rules) {
        return rules.replace("HOOK", HOOK)
                .replace(" { ", " {\n")
                .replace("; ", ";\n")
                .replace(" }", "\n}")
                .replace("} chain", "}\nchain");
    }
}
