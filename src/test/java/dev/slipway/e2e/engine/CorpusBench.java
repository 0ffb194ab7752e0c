package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
 * The corpus beside {@code buildah bud} (Debian's package) in the same run: what it makes of a Dockerfile must be what we make
 * of it, but where a file {@code NAME.peer} says why not; and how long both take, with nothing cached and with everything.
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
                String difference = difference(engine, peer, entry, base, folder);
                if (!difference.isEmpty()) {
                    differences.put(entry.name(), difference);
                }
            }
            assertEquals(Map.of(), differences, "images that differ from buildah's");
        } finally {
            Command.run("rm", "-rf", store.toString()).succeeded();
        }
    }

    private static String difference(EngineProcess engine, Buildah peer, Corpus.Entry entry, Path base, Path folder) {
        Path our = folder.resolve("our.tar");
        engine.docker("save", "-o", our.toString(), "bench/" + entry.name()).succeeded();
        Path their = peer.save(entry, folder);
        String ours = Corpus.listing(our, base);
        String theirs = Corpus.listing(their, base);
        Command.run("rm", our.toString(), their.toString()).succeeded();
        return ours.equals(theirs) ? "" : "ours:\n" + ours + "buildah's:\n" + theirs;
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
