package dev.slipway.e2e.bench;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.Ports;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pulling and unpacking an image of ten layers and 300 MB from Debian's docker-registry on loopback. dockerd lives in a network
 * namespace of its own, where a second registry serves the same files on the same port.
 */
@Tag("bench")
class PullBench {
    private static final int LAYERS = 10;
    private static final int FILES = 300;
    private static final int FILE_BYTES = 100_000;
    private static final int ROUNDS = 5;
    private static final long SEED = 42;
    private static final Figures FIGURES = new Figures("pull");

    @TempDir
    static Path folder;

    @Test
    void pullsAnImageOfTenLayers() throws IOException {
        int port = Ports.free();
        String name = "127.0.0.1:" + port + "/bench/layers:1";
        Path store = Files.createTempDirectory(Path.of("/var/tmp"), "bench-registry");
        try (SlipwayDaemon ours = new SlipwayDaemon();
                DockerDaemon theirs = new DockerDaemon();
                Registry own = new Registry(store, port, List.of());
                Registry inside = new Registry(store, port, theirs.inItsNetwork())) {
            ours.docker("build", "-t", name, context().toString()).succeeded();
            ours.docker("push", name).succeeded();
            double[] a = new double[ROUNDS];
            double[] b = new double[ROUNDS];
            long grown = 0;
            for (int round = -1; round < ROUNDS; round++) {
                ours.docker("rmi", name).succeeded();
                ours.docker("builder", "prune", "-af").succeeded();
                long idle = Processes.rssKilobytes(ours.pid());
                Processes.forgetPeak(ours.pid());
                double first = Figures.millis(() -> ours.docker("pull", name).succeeded());
                long peak = Processes.peakKilobytes(ours.pid());
                double second = Figures.millis(() -> theirs.docker("pull", name).succeeded());
                theirs.docker("rmi", name).succeeded();
                if (round >= 0) {
                    a[round] = first;
                    b[round] = second;
                    grown = Math.max(grown, peak - idle);
                }
            }
            FIGURES.millis("300 MB in 10 layers, slipway", a);
            FIGURES.millis("300 MB in 10 layers, dockerd", b);
            FIGURES.ratio("dockerd to slipway", Figures.median(b) / Figures.median(a), "at least 1.5");
            FIGURES.line("memory of the engine above idle, at most: %.1f MB (goal: 64)", grown / 1024.0);
        } finally {
            Command.run("rm", "-rf", store.toString()).succeeded();
        }
    }

    /** Half of each file cannot be compressed, half can: as programs are. */
    private static Path context() throws IOException {
        Path context = Files.createDirectories(folder.resolve("context"));
        SplittableRandom random = new SplittableRandom(SEED);
        StringBuilder dockerfile = new StringBuilder("FROM scratch\n");
        byte[] text = "the quick brown fox jumps over the lazy dog\n"
                .repeat(FILE_BYTES / 88 + 1)
                .getBytes(StandardCharsets.UTF_8);
        byte[] noise = new byte[FILE_BYTES / 2];
        for (int layer = 0; layer < LAYERS; layer++) {
            Path own = Files.createDirectories(context.resolve("layer" + layer));
            for (int file = 0; file < FILES; file++) {
                random.nextBytes(noise);
                try (OutputStream out = Files.newOutputStream(own.resolve("file" + file))) {
                    out.write(text, 0, FILE_BYTES / 2);
                    out.write(noise);
                }
            }
            dockerfile
                    .append("COPY layer")
                    .append(layer)
                    .append(" /layer")
                    .append(layer)
                    .append('\n');
        }
        Files.writeString(context.resolve("Dockerfile"), dockerfile.append("CMD [\"none\"]\n"));
        return context;
    }

    /** A registry over a folder, in this network or another. */
    private static final class Registry implements AutoCloseable {
        private final Process process;

        /** @param before words in front of the command, to run it elsewhere */
        Registry(Path store, int port, List<String> before) throws IOException {
            Path config = folder.resolve("registry" + before.size() + ".yml");
            Files.writeString(config, """
                    version: 0.1
                    log: {level: error}
                    storage: {filesystem: {rootdirectory: %s}}
                    http: {addr: 127.0.0.1:%d}
                    """.formatted(store, port));
            List<String> words = new ArrayList<>(before);
            words.addAll(List.of("docker-registry", "serve", config.toString()));
            process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            config.resolveSibling(config.getFileName() + ".log").toFile())
                    .start();
            List<String> ask = new ArrayList<>(before);
            ask.addAll(List.of("curl", "-fsS", "http://127.0.0.1:" + port + "/v2/"));
            Await.until(
                    "the registry answers",
                    Duration.ofSeconds(30),
                    () -> Command.run(ask.toArray(String[]::new)).exitCode(),
                    code -> code == 0);
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }
}
