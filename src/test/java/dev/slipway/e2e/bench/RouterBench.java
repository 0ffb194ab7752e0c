package dev.slipway.e2e.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.e2e.engine.Busybox;
import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The router beside Debian's nginx as a proxy, both in front of the same server in the same container, in turn: requests a
 * second and the slowest hundredth, by wrk over kept connections.
 */
@Tag("bench")
class RouterBench {
    private static final int ROUNDS = 5;
    private static final int WARM_UP = 3;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Figures FIGURES = new Figures("router");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");
    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    private static SlipwayDaemon ours;

    @AutoClose
    private static Nginx app;

    @AutoClose
    private static Nginx peer;

    private static int peerPort;

    /** A running nginx. */
    private record Nginx(Process process) implements AutoCloseable {
        static Nginx start(Path folder, String name, String servers, String... before) throws IOException {
            Path conf = Files.writeString(folder.resolve(name + ".conf"), """
                    worker_processes auto;
                    pid %s/%s.pid;
                    events { worker_connections 1024; }
                    http {
                      access_log off;
                      keepalive_requests 1000000;
                      %s
                    }
                    """.formatted(folder, name, servers));
            var words = new java.util.ArrayList<>(List.of(before));
            words.addAll(List.of(
                    "nginx",
                    "-e",
                    folder.resolve(name + ".log").toString(),
                    "-c",
                    conf.toString(),
                    "-g",
                    "daemon off;"));
            return new Nginx(new ProcessBuilder(words).inheritIO().start());
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        ours = new SlipwayDaemon();
        ours.docker("import", Busybox.tar(folder).toString(), "bench").succeeded();
        ours.docker("run", "-d", "--name", "app", "bench", "sleep", "100000").succeeded();
        Path files = Files.createDirectories(folder.resolve("files"));
        Files.write(files.resolve("small"), new byte[1 << 10]);
        Files.write(files.resolve("large"), new byte[1 << 20]);
        for (Path path : List.of(folder, files)) {
            Command.run("chmod", "755", path.toString()).succeeded();
        }
        var inspected =
                JSON.readTree(ours.docker("inspect", "app").succeeded().out()).get(0);
        String address = inspected.at("/NetworkSettings/IPAddress").asText();
        app = Nginx.start(
                folder,
                "app",
                "server { listen 80; root " + files + "; }",
                "nsenter",
                "-t",
                inspected.at("/State/Pid").asText(),
                "--net");
        peerPort = Ports.free();
        peer = Nginx.start(folder, "peer", """
                upstream app { server %s:80; keepalive 128; }
                server { listen 127.0.0.1:%d; location / {
                  proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection "";
                  proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr; } }
                """.formatted(address, peerPort));
        try (EngineClient client = new EngineClient(ours.socket())) {
            client.call(
                    "PUT", "/slipway/v1/routes/bench.example", "{\"targets\":[{\"container\":\"app\",\"port\":80}]}");
        }
        for (int port : new int[] {ours.routerPort(), peerPort}) {
            Await.until(
                    "port " + port + " answers",
                    SOON,
                    () -> Command.run(
                                    "curl",
                                    "-s",
                                    "-o",
                                    "/dev/null",
                                    "-w",
                                    "%{http_code}",
                                    "-H",
                                    "Host: bench.example",
                                    "http://127.0.0.1:" + port + "/small")
                            .text(),
                    "200"::equals);
        }
    }

    @Test
    void carriesSmallAnswers() {
        beside("1 KiB answers, 32 connections", "small", 32);
    }

    @Test
    void carriesLargeAnswers() {
        beside("1 MiB answers, 16 connections", "large", 16);
    }

    private static void beside(String what, String file, int connections) {
        double[] our = new double[ROUNDS];
        double[] their = new double[ROUNDS];
        double[] ourSlow = new double[ROUNDS];
        double[] theirSlow = new double[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            String first = wrk(ours.routerPort(), file, connections);
            String second = wrk(peerPort, file, connections);
            if (round >= 0) {
                our[round] = rate(first);
                their[round] = rate(second);
                ourSlow[round] = millis(first);
                theirSlow[round] = millis(second);
            }
        }
        FIGURES.line(
                "%s: slipway %.0f/s (p99 %.2f ms), nginx %.0f/s (p99 %.2f ms)",
                what, Figures.median(our), Figures.median(ourSlow), Figures.median(their), Figures.median(theirSlow));
        FIGURES.ratio(what + ", slipway to nginx", Figures.median(our) / Figures.median(their), "at least 0.50");
    }

    private static String wrk(int port, String file, int connections) {
        return Command.run(
                        "wrk",
                        "-t1",
                        "-c" + connections,
                        "-d3s",
                        "--latency",
                        "-H",
                        "Host: bench.example",
                        "http://127.0.0.1:" + port + "/" + file)
                .succeeded()
                .out();
    }

    private static double rate(String report) {
        Matcher found = RATE.matcher(report);
        if (!found.find() || report.contains("Non-2xx")) {
            throw new AssertionError(report);
        }
        return Double.parseDouble(found.group(1));
    }

    private static double millis(String report) {
        Matcher found = P99.matcher(report);
        if (!found.find()) {
            throw new AssertionError(report);
        }
        double value = Double.parseDouble(found.group(1));
        return switch (found.group(2)) {
            case "us" -> value / 1000;
            case "ms" -> value;
            default -> value * 1000;
        };
    }
}
