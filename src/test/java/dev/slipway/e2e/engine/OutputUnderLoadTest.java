package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More output than anybody reads: bursts, long lines, bytes that are no text, followers over rotations, clients that never read. */
class OutputUnderLoadTest {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    /** The heap's bound in these tests is 128 MiB, and as much again holds code, stacks and buffers. */
    private static final int MOST_KIB = 300 << 10;

    @TempDir
    static Path temporary;

    private static EngineProcess engine;

    private final List<String> made = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        engine = new EngineProcess("load");
        engine.docker("import", "-c", "ENV PATH=/bin", Busybox.tar(temporary).toString(), "busybox")
                .succeeded();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @AfterEach
    void remove() {
        made.forEach(name -> engine.docker("rm", "-f", name));
    }

    private String run(String name, String script) {
        made.add(name);
        engine.docker("run", "-d", "--name", name, "busybox", "sh", "-c", script)
                .succeeded();
        return name;
    }

    @Test
    void aBurstIsKeptWholeAndAFollowerSeesAllOfItAcrossRotations(@TempDir Path folder) throws Exception {
        // Given 27 MiB of lines, more than two segments, as fast as a program can write them
        int lines = 3_000_000;
        String burst = run("burst", "seq 1 " + lines);
        Path out = folder.resolve("followed");
        int code = new ProcessBuilder(engine.dockerWords("logs", "-f", burst))
                .redirectOutput(out.toFile())
                .start()
                .waitFor();

        // Then
        assertEquals(0, code);
        assertNumbered(out, lines);
        Path kept = folder.resolve("kept");
        new ProcessBuilder(engine.dockerWords("logs", burst))
                .redirectOutput(kept.toFile())
                .start()
                .waitFor();
        assertNumbered(kept, lines);
        assertEquals(
                "2999999\n3000000\n",
                engine.docker("logs", "--tail", "2", burst).succeeded().out());
    }

    /** Every number once, in order, on a line of its own. */
    private static void assertNumbered(Path file, int lines) throws IOException {
        int expected = 0;
        try (var reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                expected++;
                if (!line.equals(String.valueOf(expected))) {
                    throw new AssertionError("line " + expected + " is '" + line + "'");
                }
            }
        }
        assertEquals(lines, expected);
    }

    @Test
    void oldOutputGoesByDefault() throws IOException {
        // Given more than the 50 MiB that a container's log may have
        String noisy = run(
                "noisy",
                "yes 0123456789012345678901234567890123456789012345678901234567890123 | head -c 89999975; echo end");
        engine.docker("wait", noisy).succeeded();
        String id = engine.docker("inspect", "-f", "{{.Id}}", noisy).succeeded().text();

        // When
        long bytes = 0;
        try (var files = Files.list(engine.dataRoot().resolve("logs").resolve(id))) {
            for (Path file : files.filter(f -> !f.toString().endsWith(".idx")).toList()) {
                bytes += Files.size(file);
            }
        }

        // Then
        assertTrue(bytes > 30_000_000 && bytes < 60_000_000, bytes + " bytes are kept");
        assertEquals(
                "end\n", engine.docker("logs", "--tail", "1", noisy).succeeded().out());
    }

    @Test
    void longLinesAndBytesThatAreNoTextComeOutAsTheyWentIn(@TempDir Path folder) throws Exception {
        // Given
        String odd =
                run("odd", "head -c 300000 /dev/urandom > /bytes; cat /bytes; head -c 100000 /dev/zero | tr '\\0' x");
        engine.docker("wait", odd).succeeded();
        Path out = folder.resolve("out");

        // When
        new ProcessBuilder(engine.dockerWords("logs", odd))
                .redirectOutput(out.toFile())
                .start()
                .waitFor();
        Path original = folder.resolve("bytes");
        engine.docker("cp", odd + ":/bytes", original.toString()).succeeded();

        // Then
        byte[] seen = Files.readAllBytes(out);
        byte[] expected = java.util.Arrays.copyOf(Files.readAllBytes(original), 400_000);
        java.util.Arrays.fill(expected, 300_000, 400_000, (byte) 'x');
        assertEquals(-1, java.util.Arrays.mismatch(expected, seen));
    }

    @Test
    void clientsThatNeverReadCostNoMemoryAndHoldUpNobodyElse() throws IOException {
        // Given 200 MB of output, and clients that ask for it and for events and figures and read nothing of it
        String talker = run(
                "talker",
                "sleep 1; yes 0123456789012345678901234567890123456789012345678901234567890123 | head -c 199999995; echo end; sleep 1000");
        List<SocketChannel> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                silent.add(ask("GET /containers/" + talker + "/logs?follow=1&stdout=1"));
                silent.add(ask("GET /events"));
                silent.add(ask("GET /containers/" + talker + "/stats?stream=1"));
            }

            // When all of it was written
            Await.until(
                    "the container has said all",
                    Duration.ofSeconds(90),
                    () -> engine.docker("logs", "--tail", "1", talker).out(),
                    "end\n"::equals);

            // Then
            Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc/" + engine.pid() + "/status")));
            assertTrue(resident.find());
            assertTrue(Integer.parseInt(resident.group(1)) < MOST_KIB, "the engine has " + resident.group());
            assertEquals(
                    "hi\n",
                    engine.docker("exec", talker, "echo", "hi").succeeded().out());
        } finally {
            for (SocketChannel channel : silent) {
                channel.close();
            }
        }
    }

    private static SocketChannel ask(String request) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(engine.socket()));
        channel.write(
                ByteBuffer.wrap((request + " HTTP/1.1\r\nHost: engine\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
        return channel;
    }

    @Test
    void aContainerThatIsFullOfProcessesCanStillBeStopped() {
        // Given
        made.add("crowd");
        engine.docker(
                        "run",
                        "-d",
                        "--name",
                        "crowd",
                        "--pids-limit",
                        "12",
                        "busybox",
                        "sh",
                        "-c",
                        "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do sleep 1000 & done; wait")
                .succeeded();

        // When nothing fits in any more
        Command exec = Await.until(
                "the container is full",
                Duration.ofSeconds(20),
                () -> engine.docker("exec", "crowd", "sh", "-c", "sleep 1 & sleep 1 & sleep 1 & sleep 1 & wait"),
                tried -> tried.exitCode() != 0);

        // Then it is said, and the container goes as any other
        assertTrue(!exec.err().isBlank(), "no word about why");
        assertEquals("crowd\n", engine.docker("rm", "-f", "crowd").succeeded().out());
    }
}
