package dev.slipway.e2e.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Create, start, wait for and remove a container that runs {@code true}, with all default isolation, by a warm client on the
 * socket; beside {@code runc run} of the same root in the same run, in turn, so that both see the same machine.
 */
@Tag("bench")
@ExtendWith(OnPlatform.class)
class StartBench {
    private static final int WARM_UP = 600;
    private static final int ROUNDS = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void startsBesideRunc(Platform platform) throws IOException {
        Path bundle = Files.createTempDirectory("bench-bundle");
        try (EngineClient engine = new EngineClient(platform.engineSocket())) {
            prepare(platform, bundle);
            for (int round = 0; round < WARM_UP; round++) {
                once(engine);
            }
            double[] ours = new double[ROUNDS];
            double[] theirs = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                ours[round] = millis(() -> once(engine));
                theirs[round] = millis(() -> runc(bundle));
            }
            Report.row("start", "create+start+wait+remove over engine.sock", ours);
            Report.row("start", "runc run", theirs);
            double ratio = Report.median(ours) / Report.median(theirs);
            Report.line("start", String.format("ratio %.2f (goal: at most 0.20)", ratio));
            assertTrue(ratio > 0, "nothing was measured");
        } finally {
            Command.run("rm", "-rf", bundle.toString()).succeeded();
        }
    }

    private static void prepare(Platform platform, Path bundle) throws IOException {
        Path bin = Files.createDirectories(bundle.resolve("rootfs/bin"));
        Files.copy(Path.of("/bin/busybox"), bin.resolve("true"));
        assertTrue(bin.resolve("true").toFile().setExecutable(true));
        for (String folder : new String[] {"proc", "dev", "sys"}) {
            Files.createDirectories(bundle.resolve("rootfs").resolve(folder));
        }
        Command.run("runc", "spec", "--bundle", bundle.toString()).succeeded();
        ObjectNode spec =
                (ObjectNode) JSON.readTree(bundle.resolve("config.json").toFile());
        ((ObjectNode) spec.path("process"))
                .put("terminal", false)
                .putArray("args")
                .add("/bin/true");
        JSON.writeValue(bundle.resolve("config.json").toFile(), spec);
        Path tar = bundle.resolve("root.tar");
        Command.run("tar", "-C", bundle.resolve("rootfs").toString(), "-cf", tar.toString(), ".")
                .succeeded();
        platform.docker("import", tar.toString(), "bench-true:latest").succeeded();
    }

    private static void once(EngineClient engine) throws IOException {
        JsonNode made = JSON.readTree(
                engine.call("POST", "/v1.44/containers/create", "{\"Image\":\"bench-true\",\"Cmd\":[\"/bin/true\"]}"));
        String id = made.path("Id").asText();
        engine.call("POST", "/v1.44/containers/" + id + "/start", "");
        String result = engine.call("POST", "/v1.44/containers/" + id + "/wait", "");
        if (JSON.readTree(result).path("StatusCode").asInt(-1) != 0) {
            throw new IOException("true failed: " + result);
        }
        engine.call("DELETE", "/v1.44/containers/" + id, "");
    }

    private static void runc(Path bundle) throws IOException {
        Process process = new ProcessBuilder(
                        "runc", "run", "--bundle", bundle.toString(), "bench-true-" + System.nanoTime())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("runc failed with " + process.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static double millis(Act act) throws IOException {
        long begin = System.nanoTime();
        act.run();
        return (System.nanoTime() - begin) / 1e6;
    }

    private interface Act {
        void run() throws IOException;
    }

    /** Prints figures as rows that can be pasted into the benchmark document. */
    static final class Report {
        private Report() {}

        static void row(String bench, String what, double[] millis) {
            double[] sorted = millis.clone();
            Arrays.sort(sorted);
            line(
                    bench,
                    String.format(
                            "%-45s min %6.1f  median %6.1f  p95 %6.1f ms  (n=%d)",
                            what, sorted[0], median(millis), sorted[(int) (sorted.length * 0.95)], sorted.length));
        }

        static void line(String bench, String text) {
            System.out.println("bench " + bench + ": " + text);
        }

        static double median(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }
    }
}
