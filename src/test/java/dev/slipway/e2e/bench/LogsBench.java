package dev.slipway.e2e.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.e2e.engine.Busybox;
import dev.slipway.e2e.support.Command;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One container that writes as fast as it can, on our engine and on dockerd's json-file in turn; and looking into a large log. */
@Tag("bench")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LogsBench {
    /** 64 bytes each, as the figures of json-file that people quote. */
    private static final int LINES = 1 << 21;

    private static final int LINE_BYTES = 64;
    private static final int ROUNDS = 5;
    private static final int LOOKS = 40;
    /** Times the lines are written for a log of 1 GiB. */
    private static final int REPEATS = 8;

    private static final Figures FIGURES = new Figures("logs");
    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    private static SlipwayDaemon ours;

    @AutoClose
    private static DockerDaemon theirs;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        ours = new SlipwayDaemon();
        theirs = new DockerDaemon();
        Path tar = Busybox.tar(folder);
        writeLines(folder.resolve("lines"));
        Command.run("tar", "-C", folder.toString(), "-rf", tar.toString(), "lines")
                .succeeded();
        for (Daemon daemon : List.of(ours, theirs)) {
            daemon.docker("import", tar.toString(), "bench").succeeded();
        }
    }

    private static void writeLines(Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            String rest = " a line as applications write them, with words ".repeat(2);
            for (int i = 0; i < LINES; i++) {
                String line = String.format(Locale.ROOT, "%08d", i) + rest;
                out.write((line.substring(0, LINE_BYTES - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    @Test
    @Order(1)
    void takesAllThatOneContainerWrites() throws IOException {
        double[] a = new double[ROUNDS];
        double[] b = new double[ROUNDS];
        double[] cpuA = new double[ROUNDS];
        double[] cpuB = new double[ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            Noise first = noise(ours);
            Noise second = noise(theirs);
            if (round >= 0) {
                a[round] = first.perSecond();
                cpuA[round] = first.cpuSeconds();
                b[round] = second.perSecond();
                cpuB[round] = second.cpuSeconds();
            }
        }
        report("slipway", a, cpuA);
        report("dockerd json-file", b, cpuB);
        FIGURES.ratio("lines per second, slipway to dockerd", Figures.median(a) / Figures.median(b), "at least 7");
        FIGURES.ratio(
                "processor time per line, dockerd to slipway", Figures.median(cpuB) / Figures.median(cpuA), "none");
    }

    private static void report(String who, double[] perSecond, double[] cpu) {
        double lines = Figures.median(perSecond);
        FIGURES.line(
                "%-20s %10.0f lines/s = %6.1f MiB/s, %.2f s of processor time for %d lines",
                who, lines, lines * LINE_BYTES / (1 << 20), Figures.median(cpu), LINES);
    }

    private record Noise(double perSecond, double cpuSeconds) {}

    /** From the start until the last line can be read, counted without the container's own start. */
    private static Noise noise(Daemon daemon) throws IOException {
        double start = emptyRun(daemon);
        double before = Processes.cpuSeconds(daemon.processes());
        double cpu;
        double seconds;
        try (EngineClient engine = new EngineClient(daemon.socket())) {
            long begin = System.nanoTime();
            String id = start(daemon, "cat /lines");
            engine.call("POST", "/v1.40/containers/" + id + "/wait", "");
            seconds = (System.nanoTime() - begin) / 1e9;
            cpu = Processes.cpuSeconds(daemon.processes());
            assertEquals(LINES, lines(daemon, id), daemon.title() + " lost lines");
            engine.call("DELETE", "/v1.40/containers/" + id, "");
        }
        return new Noise(LINES / (seconds - start), cpu - before);
    }

    /** Seconds that an empty command takes. */
    private static double emptyRun(Daemon daemon) throws IOException {
        try (EngineClient engine = new EngineClient(daemon.socket())) {
            long begin = System.nanoTime();
            String id = start(daemon, "true");
            engine.call("POST", "/v1.40/containers/" + id + "/wait", "");
            double seconds = (System.nanoTime() - begin) / 1e9;
            engine.call("DELETE", "/v1.40/containers/" + id, "");
            return seconds;
        }
    }

    private static String start(Daemon daemon, String command) throws IOException {
        try (EngineClient engine = new EngineClient(daemon.socket())) {
            String body = "{\"Image\":\"bench\",\"Cmd\":[\"/bin/sh\",\"-c\",\"" + command + "\"],"
                    + "\"HostConfig\":{\"LogConfig\":{\"Type\":\"json-file\","
                    + "\"Config\":{\"max-size\":\"1g\",\"max-file\":\"3\"}}}}";
            String id = JSON.readTree(engine.call("POST", "/v1.40/containers/create", body))
                    .path("Id")
                    .asText();
            engine.call("POST", "/v1.40/containers/" + id + "/start", "");
            return id;
        }
    }

    /** What the docker client shows of the log, counted; the first column must count up without a gap. */
    private static long lines(Daemon daemon, String id) throws IOException {
        Process logs = new ProcessBuilder(daemon.dockerWords("logs", id))
                .redirectErrorStream(true)
                .start();
        long lines = 0;
        try (InputStream in = logs.getInputStream()) {
            byte[] line = in.readNBytes(LINE_BYTES);
            while (line.length == LINE_BYTES) {
                if (Integer.parseInt(new String(line, 0, 8, StandardCharsets.US_ASCII)) != lines) {
                    break;
                }
                lines++;
                line = in.readNBytes(LINE_BYTES);
            }
        }
        logs.onExit().join();
        return lines;
    }

    @Test
    @Order(2)
    void looksIntoAGibibyte() throws IOException {
        for (Daemon daemon : List.of(ours, theirs)) {
            StringBuilder command = new StringBuilder("cat");
            command.append(" /lines".repeat(REPEATS)).append("; sleep 2; echo the end");
            String id = start(daemon, command.toString());
            try (EngineClient engine = new EngineClient(daemon.socket())) {
                engine.call("POST", "/v1.40/containers/" + id + "/wait", "");
                String now = String.valueOf(System.currentTimeMillis() / 1000 - 1);
                String stem = "/v1.40/containers/" + id + "/logs?stdout=1&stderr=1";
                int looks = daemon == ours ? LOOKS : 1;
                look(daemon.title() + ", --tail 10 of 1 GiB", engine, stem + "&tail=10", looks);
                look(daemon.title() + ", --since a moment ago of 1 GiB", engine, stem + "&since=" + now, looks);
                engine.call("DELETE", "/v1.40/containers/" + id, "");
            }
        }
    }

    private static void look(String what, EngineClient engine, String path, int looks) throws IOException {
        double[] millis = new double[looks];
        for (int i = 0; i < looks; i++) {
            millis[i] = Figures.millis(() -> {
                String seen = engine.call("GET", path, "");
                if (!seen.contains("the end")) {
                    throw new IOException(what + " does not show the end: " + seen);
                }
            });
        }
        FIGURES.millis(what + (what.startsWith("slipway") ? " (goal: 100 ms)" : ""), millis);
    }
}
