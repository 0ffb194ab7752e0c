package dev.slipway.e2e.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.e2e.engine.Busybox;
import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a key pressed to its echo: through exec attach of our engine and of dockerd, beside a terminal without anything between. */
@Tag("bench")
class EchoBench {
    private static final int WARM_UP = 500;
    private static final int KEYS = 2000;
    /** Someone who types very fast. */
    private static final long PAUSE_MICROS = 2000;

    private static final Figures FIGURES = new Figures("echo");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Types into a terminal of its own, and prints the microseconds of each echo. */
    private static final String DIRECT = """
            import os, pty, sys, time
            pid, terminal = pty.fork()
            if pid == 0:
                os.execvp('cat', ['cat'])
            for i in range(%d):
                begin = time.perf_counter()
                os.write(terminal, b'x')
                os.read(terminal, 16)
                if i >= %d:
                    print((time.perf_counter() - begin) * 1000)
                time.sleep(%d / 1e6)
            os.kill(pid, 9)
            """;

    @AutoClose
    private static SlipwayDaemon ours;

    @AutoClose
    private static DockerDaemon theirs;

    @Test
    void echoesKeys(@TempDir Path folder) throws IOException {
        ours = new SlipwayDaemon();
        theirs = new DockerDaemon();
        String tar = Busybox.tar(folder).toString();
        for (Daemon daemon : List.of(ours, theirs)) {
            daemon.docker("import", tar, "bench").succeeded();
            daemon.docker("run", "-d", "--name", "idle", "bench", "sleep", "100000")
                    .succeeded();
        }
        double[] direct = direct();
        double[] through = through(ours);
        double[] peer = through(theirs);
        double[] again = through(ours);
        FIGURES.millis("a terminal with nothing between", direct);
        FIGURES.millis("exec attach, slipway", through);
        FIGURES.millis("exec attach, slipway, once more", again);
        FIGURES.millis("exec attach, dockerd", peer);
        double added = Math.min(p99(through), p99(again)) - p99(direct);
        FIGURES.line(
                "added by the engine, p99: %.2f ms (goal: at most 2), by dockerd: %.2f ms",
                added, p99(peer) - p99(direct));
        FIGURES.line("added by the engine, median: %.2f ms", Figures.median(through) - Figures.median(direct));
    }

    private static double p99(double[] millis) {
        return Figures.quantile(millis, 0.99);
    }

    private static double[] direct() {
        String program = String.format(DIRECT, WARM_UP + KEYS, WARM_UP, PAUSE_MICROS);
        String out = Command.run("python3", "-c", program).succeeded().text();
        return Arrays.stream(out.split("\n")).mapToDouble(Double::parseDouble).toArray();
    }

    private static double[] through(Daemon daemon) throws IOException {
        String exec;
        try (EngineClient engine = new EngineClient(daemon.socket())) {
            String made = engine.call(
                    "POST",
                    "/v1.40/containers/idle/exec",
                    "{\"AttachStdin\":true,\"AttachStdout\":true,\"Tty\":true,\"Cmd\":[\"/bin/cat\"]}");
            exec = JSON.readTree(made).path("Id").asText();
        }
        try (SocketChannel terminal = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            terminal.connect(UnixDomainSocketAddress.of(daemon.socket()));
            String body = "{\"Tty\":true}";
            write(
                    terminal,
                    "POST /v1.40/exec/" + exec
                            + "/start HTTP/1.1\r\nHost: engine\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
                            + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            head(terminal);
            double[] millis = new double[KEYS];
            ByteBuffer echo = ByteBuffer.allocate(64);
            for (int key = -WARM_UP; key < KEYS; key++) {
                long begin = System.nanoTime();
                write(terminal, "x");
                echo.clear();
                if (terminal.read(echo) <= 0) {
                    throw new IOException(daemon.title() + " closed the terminal");
                }
                if (key >= 0) {
                    millis[key] = (System.nanoTime() - begin) / 1e6;
                }
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(PAUSE_MICROS));
            }
            return millis;
        }
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Reads the answer's head byte by byte, so that nothing of the stream behind it is taken. */
    private static void head(SocketChannel channel) throws IOException {
        StringBuilder head = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (!head.toString().endsWith("\r\n\r\n")) {
            one.clear();
            if (channel.read(one) < 0) {
                throw new IOException("no answer: " + head);
            }
            head.append((char) one.get(0));
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException(head.toString());
        }
    }
}
