package dev.slipway.e2e.bench;

import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docker build} by the real client on our engine and on dockerd's own builder, from the same base image. */
@Tag("bench")
class BuildBench {
    private static final int CACHED_ROUNDS = 20;
    private static final int COLD_ROUNDS = 5;
    private static final int RUNS = 10;
    private static final int COPIES = 10;
    private static final String BASE = "debian:bookworm-slim";
    private static final Figures FIGURES = new Figures("build");

    @AutoClose
    private static SlipwayDaemon ours;

    @AutoClose
    private static DockerDaemon theirs;

    @TempDir
    static Path folder;

    /** The base is made by our engine and carried over, so that both build on the same bytes. */
    @BeforeAll
    static void start() throws IOException {
        ours = new SlipwayDaemon();
        theirs = new DockerDaemon();
        ours.docker("pull", BASE).succeeded();
        Path base = folder.resolve("base.tar");
        ours.docker("save", "-o", base.toString(), BASE).succeeded();
        theirs.docker("load", "-i", base.toString()).succeeded();
        Files.delete(base);
    }

    @Test
    void buildsStepsWithAndWithoutCache() throws IOException {
        Path context = Files.createDirectories(folder.resolve("steps"));
        StringBuilder file = new StringBuilder("FROM " + BASE + "\n");
        for (int i = 0; i < RUNS; i++) {
            file.append("RUN echo ").append(i).append(" > /").append(i).append('\n');
        }
        for (int i = 0; i < COPIES; i++) {
            Files.write(context.resolve("file" + i), new byte[100_000]);
            file.append("COPY file").append(i).append(" /data/\n");
        }
        Files.writeString(context.resolve("Dockerfile"), file);
        String what = RUNS + " RUN and " + COPIES + " COPY";
        compare(what + ", cold", COLD_ROUNDS, context, "at least 1", "--no-cache");
        compare(what + ", cached", CACHED_ROUNDS, context, "at least 3");
    }

    @Test
    void buildsASample() throws IOException {
        // Packages come over the network, whose speed is not what is compared.
        Path context = Files.createDirectories(folder.resolve("sample"));
        Command.run("cp", "-r", SourceTree.root().resolve("samples/python-hello") + "/.", context.toString())
                .succeeded();
        String dockerfile = Files.readString(context.resolve("Dockerfile"))
                .replaceAll("RUN apt-get(?s:.*?)\n\n|RUN apt-get[^\n]*(\n +[^\n]*)*\n", "RUN true\n");
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        compare("samples/python-hello without its packages, cold", COLD_ROUNDS, context, "at least 1", "--no-cache");
        compare("samples/python-hello without its packages, cached", CACHED_ROUNDS, context, "at least 3");
    }

    private static void compare(String what, int rounds, Path context, String goal, String... options) {
        double[] a = new double[rounds];
        double[] b = new double[rounds];
        for (int round = -1; round < rounds; round++) {
            double first = build(ours, context, options);
            double second = build(theirs, context, options);
            if (round >= 0) {
                a[round] = first;
                b[round] = second;
            }
        }
        FIGURES.millis(what + ", slipway", a);
        FIGURES.millis(what + ", dockerd", b);
        FIGURES.ratio(what + ", dockerd to slipway", Figures.median(b) / Figures.median(a), goal);
    }

    private static double build(Daemon daemon, Path context, String... options) {
        List<String> words = new ArrayList<>(List.of("build", "-q", "-t", "bench"));
        words.addAll(List.of(options));
        words.add(context.toString());
        long begin = System.nanoTime();
        Command.run(Map.of("DOCKER_BUILDKIT", "0"), daemon.dockerWords(words.toArray(String[]::new)))
                .succeeded();
        return (System.nanoTime() - begin) / 1e6;
    }
}
