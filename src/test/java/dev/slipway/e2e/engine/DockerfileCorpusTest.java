package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.SourceTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each Dockerfile of the {@link Corpus} makes the image that it must. With {@code SLIPWAY_CORPUS_WRITE} set it writes what it makes as what
 * it must, for reading the difference.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DockerfileCorpusTest {
    private static final boolean WRITE = System.getenv("SLIPWAY_CORPUS_WRITE") != null;

    private EngineProcess engine;

    private Path folder;
    private Path base;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        engine = new EngineProcess("corpus");
        Path archive = Busybox.tar(Files.createDirectories(folder.resolve("busybox")));
        engine.docker("import", "-c", "CMD [\"sh\"]", "-c", "ENV PATH=/bin", archive.toString(), "busybox")
                .succeeded();
        base = folder.resolve("base.tar");
        engine.docker("save", "-o", base.toString(), "busybox").succeeded();
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    static List<Corpus.Entry> entries() {
        return Corpus.entries();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("entries")
    void aDockerfileMakesTheImageThatItMust(Corpus.Entry entry) throws Exception {
        // Given
        String tag = "corpus/" + entry.name();
        Path archive = folder.resolve(entry.name() + ".tar");
        // When
        Command build = Corpus.build(engine, entry, tag).succeeded();
        engine.docker("save", "-o", archive.toString(), tag).succeeded();
        String listing = Corpus.listing(archive, base);
        // Then
        assertTrue(build.out().contains("Successfully tagged " + tag + ":latest"), build.out());
        if (WRITE) {
            Files.writeString(entry.expected(), listing);
        }
        assertEquals(SourceTree.read(entry.expected()), listing, build.out());
    }

    @Test
    void theCorpusHasEveryInstruction() {
        // Given / When
        String all = String.join(
                "\n",
                entries().stream()
                        .map(entry -> SourceTree.read(entry.folder().resolve("Dockerfile")))
                        .toList());
        // Then
        assertTrue(entries().size() >= 60, () -> "only " + entries().size());
        for (String instruction : List.of(
                "ADD",
                "ARG",
                "CMD",
                "COPY",
                "ENTRYPOINT",
                "ENV",
                "EXPOSE",
                "FROM",
                "HEALTHCHECK",
                "LABEL",
                "MAINTAINER",
                "ONBUILD",
                "RUN",
                "SHELL",
                "STOPSIGNAL",
                "USER",
                "VOLUME",
                "WORKDIR")) {
            assertTrue(all.lines().anyMatch(line -> line.startsWith(instruction + " ")), instruction);
        }
    }
}
