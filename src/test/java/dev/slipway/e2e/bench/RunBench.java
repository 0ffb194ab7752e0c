package dev.slipway.e2e.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.e2e.engine.Busybox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people type: {@code docker run} and {@code docker exec} by the real client, on our engine and on dockerd in turn. */
@Tag("bench")
class RunBench {
    private static final int WARM_UP = 8;
    private static final int ROUNDS = 30;
    private static final int WIDE = 16;
    private static final int STARTS = 640;
    private static final Figures FIGURES = new Figures("run");
    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    private static SlipwayDaemon ours;

    @AutoClose
    private static DockerDaemon theirs;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        ours = new SlipwayDaemon();
        theirs = new DockerDaemon();
        String tar = Busybox.tar(folder).toString();
        ours.docker("import", tar, "bench").succeeded();
        theirs.docker("import", tar, "bench").succeeded();
    }

    @Test
    void runsTrue() throws IOException {
        beside("docker run --rm of true", "run", "--rm", "bench", "true");
    }

    @Test
    void executesTrue() throws IOException {
        for (Daemon daemon : List.of(ours, theirs)) {
            daemon.docker("run", "-d", "--name", "idle", "bench", "sleep", "100000")
                    .succeeded();
        }
        beside("docker exec of true", "exec", "idle", "true");
        for (Daemon daemon : List.of(ours, theirs)) {
            daemon.docker("rm", "-f", "idle").succeeded();
        }
    }

    private static void beside(String what, String... words) throws IOException {
        double[] a = new double[ROUNDS];
        double[] b = new double[ROUNDS];
        double[] floor = new double[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            double first = Figures.millis(() -> ours.docker(words).succeeded());
            double second = Figures.millis(() -> theirs.docker(words).succeeded());
            double client = Figures.millis(() -> ours.docker("version").succeeded());
            if (round >= 0) {
                a[round] = first;
                b[round] = second;
                floor[round] = client;
            }
        }
        FIGURES.millis(what + ", slipway", a);
        FIGURES.millis(what + ", dockerd", b);
        FIGURES.millis("docker version (the client's own time)", floor);
        FIGURES.ratio(what + ", slipway to dockerd", Figures.median(a) / Figures.median(b), "at most 0.33");
        double client = Figures.median(floor);
        FIGURES.ratio(
                what + ", the client's own time taken off",
                (Figures.median(a) - client) / (Figures.median(b) - client),
                "at most 0.33");
    }

    @Test
    void startsManyAtOnce() throws IOException, InterruptedException, ExecutionException {
        perSecond(ours, WIDE, STARTS);
        double one = perSecond(ours, 1, STARTS / 2);
        double many = perSecond(ours, WIDE, STARTS);
        double oneAgain = perSecond(ours, 1, STARTS / 2);
        double manyAgain = perSecond(ours, WIDE, STARTS);
        double peer = perSecond(theirs, WIDE, STARTS / 20);
        FIGURES.line(
                "starts per second: 1 wide %.1f and %.1f, %d wide %.1f and %.1f", one, oneAgain, WIDE, many, manyAgain);
        FIGURES.line("starts per second of dockerd, %d wide: %.1f", WIDE, peer);
        FIGURES.ratio("16 starts at once to one after the other", (many + manyAgain) / (one + oneAgain), "both cores");
        FIGURES.ratio("16 starts at once, slipway to dockerd", manyAgain / peer, "at least 3");
        assertTrue(many > 0, "nothing was measured");
    }

    private static double perSecond(Daemon daemon, int width, int starts)
            throws InterruptedException, ExecutionException, IOException {
        long begin = System.nanoTime();
        try (ExecutorService clients = Executors.newFixedThreadPool(width)) {
            List<Future<?>> all = new ArrayList<>();
            for (int client = 0; client < width; client++) {
                all.add(clients.submit(() -> {
                    try (EngineClient engine = new EngineClient(daemon.socket())) {
                        for (int i = 0; i < starts / width; i++) {
                            once(engine);
                        }
                        return null;
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        return starts / ((System.nanoTime() - begin) / 1e9);
    }

    private static void once(EngineClient engine) throws IOException {
        String made = engine.call("POST", "/v1.40/containers/create", "{\"Image\":\"bench\",\"Cmd\":[\"/bin/true\"]}");
        String id = JSON.readTree(made).path("Id").asText();
        engine.call("POST", "/v1.40/containers/" + id + "/start", "");
        String result = engine.call("POST", "/v1.40/containers/" + id + "/wait", "");
        if (JSON.readTree(result).path("StatusCode").asInt(-1) != 0) {
            throw new IOException("true failed: " + result);
        }
        engine.call("DELETE", "/v1.40/containers/" + id, "");
    }
}
