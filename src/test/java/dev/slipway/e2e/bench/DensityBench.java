package dev.slipway.e2e.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.e2e.engine.Busybox;
import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand idle containers, each with its network: what they cost beside the app, and what asking for all of them takes. */
@Tag("bench")
class DensityBench {
    private static final int CONTAINERS = 1000;
    /** dockerd takes a second for each. */
    private static final int OF_THE_PEER = 40;

    private static final int CLIENTS = 8;
    private static final int ROUNDS = 15;
    private static final Figures FIGURES = new Figures("density");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String IDLE =
            "{\"Image\":\"bench\",\"Cmd\":[\"/bin/sleep\",\"1000000\"],\"StopSignal\":\"SIGKILL\"}";

    @Test
    void holdsAThousand(@TempDir Path folder) throws IOException, InterruptedException, ExecutionException {
        String tar = Busybox.tar(folder).toString();
        try (SlipwayDaemon ours = new SlipwayDaemon()) {
            ours.docker("import", tar, "bench").succeeded();
            // One batch beforehand: classes loaded and code compiled are not the price of a container.
            removeAll(ours, start(ours, CLIENTS * 10));
            collectGarbage(ours);
            long engineBefore = Processes.rssKilobytes(ours.pid());
            long freeBefore = Processes.availableKilobytes();
            long begin = System.nanoTime();
            List<String> ids = start(ours, CONTAINERS);
            FIGURES.line("%d containers started in %.1f s", CONTAINERS, (System.nanoTime() - begin) / 1e9);
            assertEquals(CONTAINERS, alive(ours), "not all are running");
            costs(ours, engineBefore, freeBefore);
            asks(ours, ids);
            collectGarbage(ours);
            FIGURES.line("engine RSS after all that was asked %d kB", Processes.rssKilobytes(ours.pid()));
            begin = System.nanoTime();
            removeAll(ours, ids);
            FIGURES.line("%d containers removed in %.1f s", CONTAINERS, (System.nanoTime() - begin) / 1e9);
        }
        peer(tar);
    }

    private static void costs(SlipwayDaemon ours, long engineBefore, long freeBefore) {
        long untouched = Processes.rssKilobytes(ours.pid());
        collectGarbage(ours);
        long engine = Processes.rssKilobytes(ours.pid()) - engineBefore;
        List<Long> shims = ours.shims();
        assertEquals(CONTAINERS, shims.size(), "not every container has its shim");
        double shimEach = Processes.pssKilobytes(shims) / (double) CONTAINERS;
        double engineEach = engine / (double) CONTAINERS;
        FIGURES.line(
                "engine RSS before %d kB, with all %d kB, after a collection %d kB",
                engineBefore, untouched, engine + engineBefore);
        FIGURES.line("per container: engine %.1f kB (goal: at most 40), shim %.1f kB PSS", engineEach, shimEach);
        FIGURES.line("per container beside the app: %.1f kB (goal: at most 150)", engineEach + shimEach);
        FIGURES.line(
                "per container of the whole machine, kernel and app included: %.0f kB",
                (freeBefore - Processes.availableKilobytes()) / (double) CONTAINERS);
    }

    private static void asks(SlipwayDaemon ours, List<String> ids) throws IOException {
        double[] list = new double[ROUNDS];
        double[] stats = new double[ROUNDS];
        double[] usage = new double[ROUNDS];
        try (EngineClient engine = new EngineClient(ours.socket())) {
            for (int round = -ROUNDS; round < ROUNDS; round++) {
                double listed = Figures.millis(() -> assertEquals(
                        CONTAINERS,
                        JSON.readTree(engine.call("GET", "/v1.44/containers/json", ""))
                                .size()));
                double measured = Figures.millis(() -> {
                    for (String id : ids) {
                        engine.call("GET", "/v1.44/containers/" + id + "/stats?stream=false&one-shot=true", "");
                    }
                });
                double summed = Figures.millis(() -> assertEquals(
                        CONTAINERS,
                        JSON.readTree(engine.call("GET", "/slipway/v1/usage", ""))
                                .path("containers")
                                .size()));
                if (round >= 0) {
                    list[round] = listed;
                    stats[round] = measured;
                    usage[round] = summed;
                }
            }
        }
        FIGURES.millis("list of all (goal: 100 ms)", list);
        FIGURES.millis("stats of all, a request for each", stats);
        FIGURES.millis("use of all, in one answer (goal: 100 ms)", usage);
    }

    private static void peer(String tar) throws IOException, InterruptedException, ExecutionException {
        try (DockerDaemon theirs = new DockerDaemon()) {
            theirs.docker("import", tar, "bench").succeeded();
            removeAll(theirs, start(theirs, CLIENTS));
            long before = Processes.pssKilobytes(theirs.processes());
            List<String> ids = start(theirs, OF_THE_PEER);
            long all = Processes.pssKilobytes(theirs.processes()) - before;
            FIGURES.line(
                    "dockerd, per container beside the app: %.0f kB PSS (%d containers)",
                    all / (double) OF_THE_PEER, OF_THE_PEER);
            removeAll(theirs, ids);
        }
    }

    private static long alive(SlipwayDaemon ours) throws IOException {
        try (EngineClient engine = new EngineClient(ours.socket())) {
            JsonNode all = JSON.readTree(engine.call("GET", "/v1.44/containers/json", ""));
            long alive = 0;
            for (JsonNode row : all) {
                alive += row.path("State").asText().equals("running") ? 1 : 0;
            }
            return alive;
        }
    }

    private static void collectGarbage(SlipwayDaemon ours) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Command.run(jcmd, String.valueOf(ours.pid()), "GC.run").succeeded();
    }

    private static List<String> start(Daemon daemon, int count) throws InterruptedException, ExecutionException {
        return byClients(
                count,
                (engine, i) -> {
                    String id = JSON.readTree(engine.call("POST", "/v1.40/containers/create", IDLE))
                            .path("Id")
                            .asText();
                    engine.call("POST", "/v1.40/containers/" + id + "/start", "");
                    return id;
                },
                daemon);
    }

    private static void removeAll(Daemon daemon, List<String> ids) throws InterruptedException, ExecutionException {
        byClients(
                ids.size(),
                (engine, i) -> engine.call("DELETE", "/v1.40/containers/" + ids.get(i) + "?force=true", ""),
                daemon);
    }

    private static List<String> byClients(int count, Act act, Daemon daemon)
            throws InterruptedException, ExecutionException {
        List<String> results = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<List<String>>> all = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int first = client;
                all.add(clients.submit(() -> {
                    List<String> mine = new ArrayList<>();
                    try (EngineClient engine = new EngineClient(daemon.socket())) {
                        for (int i = first; i < count; i += CLIENTS) {
                            mine.add(act.run(engine, i));
                        }
                    }
                    return mine;
                }));
            }
            for (Future<List<String>> each : all) {
                results.addAll(each.get());
            }
        }
        return results;
    }

    private interface Act {
        String run(EngineClient engine, int i) throws IOException;
    }
}
