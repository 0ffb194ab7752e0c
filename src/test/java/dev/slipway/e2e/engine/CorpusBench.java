package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.slipway.e2e.bench.DockerDaemon;
import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The corpus beside {@code buildah bud} and beside BuildKit in dockerd (Debian's packages) in the same run: what they make of a
 * Dockerfile must be what we make of it, but where a file {@code NAME.peer} or {@code NAME.buildkit} says why not; and how long
 * buildah and we take, with nothing cached and with everything.
 */
@Tag("bench")
class CorpusBench {
    @Test
    void buildsBesideBuildah(@TempDir Path folder) throws IOException {
        Path store = Files.createTempDirectory(Path.of("/var/tmp"), "bench-buildah");
        try (EngineProcess engine = new EngineProcess("corpusbench")) {
            Path archive = Busybox.tar(Files.createDirectories(folder.resolve("busybox")));
            engine.docker("import", "-c", "CMD [\"sh\"]", "-c", "ENV PATH=/bin", archive.toString(), "busybox")
                    .succeeded();
            Path base = folder.resolve("base.tar");
            engine.docker("save", "-o", base.toString(), "busybox").succeeded();
            Buildah peer = new Buildah(store);
            peer.run("pull", "docker-archive:" + base);
            List<Corpus.Entry> common = Corpus.entries().stream()
                    .filter(entry -> entry.skippedByPeer().isEmpty())
                    .toList();
            Map<String, String> differences = new TreeMap<>();
            for (String round : List.of("cold", "cached")) {
                double ours = 0;
                double theirs = 0;
                for (Corpus.Entry entry : common) {
                    ours += seconds(() ->
                            Corpus.build(engine, entry, "bench/" + entry.name()).succeeded());
                    theirs += seconds(() -> peer.build(entry));
                }
                System.out.printf(
                        Locale.ROOT,
                        "bench corpus: %d Dockerfiles %s: slipway %.2f s, buildah %.2f s, RATIO %.2f%n",
                        common.size(),
                        round,
                        ours,
                        theirs,
                        theirs / ours);
            }
            for (Corpus.Entry entry : common) {
                String difference = difference(ours(engine, entry, folder), peer.save(entry, folder), base);
                if (!difference.isEmpty()) {
                    differences.put(entry.name(), difference);
                }
            }
            assertEquals(Map.of(), differences, "images that differ from buildah's");
        } finally {
            Command.run("rm", "-rf", store.toString()).succeeded();
        }
    }

    /** The client is the distribution's, too: it has BuildKit's own in it. */
    @Test
    void makesWhatBuildKitMakes(@TempDir Path folder) throws IOException {
        Map<String, String> differences = new TreeMap<>();
        List<Corpus.Entry> common = Corpus.entries().stream()
                .filter(entry -> entry.skippedByBuildKit().isEmpty())
                .toList();
        try (EngineProcess engine = new EngineProcess("corpuspeer");
                DockerDaemon peer = new DockerDaemon()) {
            Path base = folder.resolve("base.tar");
            Path archive = Busybox.tar(Files.createDirectories(folder.resolve("busybox")));
            engine.docker("import", "-c", "CMD [\"sh\"]", "-c", "ENV PATH=/bin", archive.toString(), "busybox")
                    .succeeded();
            engine.docker("save", "-o", base.toString(), "busybox").succeeded();
            peer.docker("load", "-i", base.toString()).succeeded();
            for (Corpus.Entry entry : common) {
                Corpus.build(engine, entry, "bench/" + entry.name()).succeeded();
                Path their = folder.resolve("their.tar");
                String difference = buildKit(peer, entry, their);
                if (difference.isEmpty()) {
                    difference = difference(ours(engine, entry, folder), their, base);
                }
                if (!difference.isEmpty()) {
                    differences.put(entry.name(), difference);
                }
            }
        }
        System.out.printf(Locale.ROOT, "bench corpus: %d Dockerfiles compared with BuildKit's images%n", common.size());
        assertEquals(Map.of(), differences, "images that differ from BuildKit's");
    }

    /** Builds and saves; what it says when it cannot. */
    private static String buildKit(DockerDaemon peer, Corpus.Entry entry, Path file) {
        List<String> words = new ArrayList<>(
                List.of("/usr/bin/docker", "-H", "unix://" + peer.socket(), "build", "-t", "peer/" + entry.name()));
        words.addAll(entry.arguments());
        words.add(entry.folder().toString());
        Command built = Command.run(Map.of("DOCKER_BUILDKIT", "1"), words.toArray(String[]::new));
        if (built.exitCode() != 0) {
            return built.err();
        }
        Command saved = peer.docker("save", "-o", file.toString(), "peer/" + entry.name());
        return saved.exitCode() == 0 ? "" : saved.err();
    }

    private static Path ours(EngineProcess engine, Corpus.Entry entry, Path folder) {
        Path file = folder.resolve("our.tar");
        engine.docker("save", "-o", file.toString(), "bench/" + entry.name()).succeeded();
        return file;
    }

    private static String difference(Path our, Path their, Path base) {
        String ours = Corpus.listing(our, base);
        String theirs = Corpus.listing(their, base);
        Command.run("rm", our.toString(), their.toString()).succeeded();
        return ours.equals(theirs) ? "" : "ours:\n" + ours + "theirs:\n" + theirs;
    }

    private static double seconds(Runnable act) {
        long begin = System.nanoTime();
        act.run();
        return (System.nanoTime() - begin) / 1e9;
    }

    /** The peer with a store of its own; in a chroot, because its runtime need not work on every host. */
    private record Buildah(Path store) {
        String run(String... words) {
            List<String> all = new ArrayList<>(List.of(
                    "buildah",
                    "--root",
                    store.resolve("root").toString(),
                    "--runroot",
                    store.resolve("run").toString()));
            all.addAll(List.of(words));
            return Command.run(all.toArray(String[]::new)).succeeded().out();
        }

        void build(Corpus.Entry entry) {
            List<String> words = new ArrayList<>(List.of(
                    "bud",
                    "--isolation=chroot",
                    "--pull=never",
                    "--format=docker",
                    "--identity-label=false",
                    "--layers",
                    "-t",
                    "peer/" + entry.name()));
            words.addAll(entry.arguments());
            words.add(entry.folder().toString());
            run(words.toArray(String[]::new));
        }

        Path save(Corpus.Entry entry, Path folder) {
            Path file = folder.resolve("their.tar");
            run("push", "-q", "peer/" + entry.name(), "docker-archive:" + file + ":peer/" + entry.name() + ":latest");
            return file;
        }
    }
}
