package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Escapes from other builders, each named by its CVE. Where those walked a path from the host's side, the same is done here at the
 * end and must lead to the host's file: so the attempt is one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuildEscapesTest {
    private EngineProcess engine;
    private Path context;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        engine = new EngineProcess("escape");
        engine.docker(
                        "import",
                        "-c",
                        "CMD [\"sh\"]",
                        "-c",
                        "ENV PATH=/bin",
                        Busybox.tar(folder).toString(),
                        "busybox")
                .succeeded();
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @BeforeEach
    void empty(@TempDir Path folder) {
        context = folder;
    }

    private Command build(String dockerfile) throws IOException {
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        return engine.docker("build", "-t", "escape", context.toString());
    }

    private String refused(String dockerfile) throws IOException {
        Command build = build(dockerfile);
        assertTrue(build.exitCode() != 0, build.out());
        return build.err();
    }

    /** A folder of the host that everybody may read and write. */
    private static Path open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));
        return folder;
    }

    @Test
    void cve20241753AndCve202411218AMountsSourceLeadsInside(@TempDir Path outside) throws Exception {
        // Given: a stage whose names for a source are links to the host, one of them swapped all the time by a step
        // beside
        open(outside);
        Files.writeString(outside.resolve("secret"), "host");
        // When
        Command build = build("""
                FROM busybox AS evil
                RUN ln -s / /root-link && ln -s %1$s /out && mkdir -p %1$s && echo inside > %1$s/secret
                FROM busybox
                RUN --mount=type=bind,from=evil,source=/out,target=/m,rw cat /m/secret > /seen; echo x > /m/written
                RUN --mount=type=bind,from=evil,source=/root-link,target=/m ls /m/%1$s > /listed
                """.formatted(outside));
        // Then
        build.succeeded();
        assertEquals(
                "inside\nsecret",
                engine.docker("run", "--rm", "escape", "cat", "/seen", "/listed")
                        .succeeded()
                        .text());
        assertEquals(List.of("secret"), List.of(outside.toFile().list()));
        // And by a path, as others did it, the link leads to the host's file
        build("FROM busybox\nRUN ln -s %s /out\n".formatted(outside)).succeeded();
        fromOutside("sleep 300", root -> assertEquals("host", Files.readString(root.resolve("out/secret"))));
    }

    private interface Attempt {
        void on(Path root) throws IOException;
    }

    /** Runs {@code script} in the image "escape" andgives the path of its root as the host sees it. */
    private void fromOutside(String script, Attempt attempt) throws IOException {
        String id = engine.docker("run", "-d", "escape", "sh", "-c", script)
                .succeeded()
                .text();
        try {
            String pid = engine.docker("inspect", "-f", "{{.State.Pid}}", id)
                    .succeeded()
                    .text();
            attempt.on(Path.of("/proc", pid, "root"));
        } finally {
            engine.docker("rm", "-f", id).succeeded();
        }
    }

    /** What is done by a path that is only sometimes there, as soon as it can be done. */
    private static void sooner(Attempt attempt, Path path) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < end) {
            try {
                attempt.on(path);
                return;
            } catch (FileSystemException swapped) {
                Thread.onSpinWait();
            }
        }
        throw new AssertionError("never anything at " + path);
    }

    @Test
    void cve202423651ASourceInACacheThatIsSwappedLeadsInside(@TempDir Path outside) throws Exception {
        // Given: two stages that share a cache; one swaps a folder in it with a link to the host, the other mounts that
        // folder
        open(outside);
        Files.writeString(outside.resolve("secret"), "host");
        StringBuilder file =
                new StringBuilder("FROM busybox AS swaps\nRUN --mount=type=cache,id=race,target=/c,sharing=shared"
                        + " for i in $(seq 400); do ln -s " + outside
                        + " /c/sub; rm -f /c/sub; mkdir -p /c/sub; rmdir /c/sub; done; touch /done\n"
                        + "FROM busybox AS mounts\n");
        for (int i = 0; i < 12; i++) {
            file.append(
                            "RUN --mount=type=cache,id=race,target=/c,sharing=shared ls /c/sub/secret 2>/dev/null && cat /c/sub/secret >> /stolen; echo ")
                    .append(i)
                    .append("\n");
        }
        file.append(
                "FROM busybox\nCOPY --from=swaps /done /done\nCOPY --from=mounts / /all/\nRUN test ! -e /all/stolen\n");
        // When, Then
        build(file.toString()).succeeded();
        assertEquals(List.of("secret"), List.of(outside.toFile().list()));
        // And by a path, as others did it, the host's file is read sooner or later
        build("FROM busybox\n").succeeded();
        String swapping = "while true; do ln -s " + outside + " /sub; rm -f /sub; mkdir -p /sub; rmdir /sub; done";
        fromOutside(
                swapping,
                root -> sooner(path -> assertEquals("host", Files.readString(path)), root.resolve("sub/secret")));
    }

    @Test
    void cve202423652AStubThatBecameALinkTakesNothingOfTheHostAway(@TempDir Path outside) throws Exception {
        // Given: what a step put in the place of the folder that was made to mount on leads to the host
        open(outside);
        Files.createDirectory(outside.resolve("deep"));
        // When
        Command build = build("""
                FROM busybox
                RUN --mount=type=tmpfs,target=/stub/deep mv /stub /old && ln -s %s /stub
                """.formatted(outside));
        // Then: the folder is empty and was made for a mount elsewhere, and is still there
        build.succeeded();
        assertEquals(List.of("deep"), List.of(outside.toFile().list()));
        // And who takes it away by its path takes away the host's
        build("FROM busybox\nRUN ln -s %s /stub\n".formatted(outside)).succeeded();
        fromOutside("sleep 300", root -> Files.delete(root.resolve("stub/deep")));
        assertEquals(0, outside.toFile().list().length);
    }

    @Test
    void cve20249675AndCve20249407ACachesNameAndItsPropagationLeadNowhere(@TempDir Path outside) throws Exception {
        // Given
        open(outside);
        String up = "../".repeat(12);
        // When
        build("""
                FROM busybox
                RUN --mount=type=cache,id=%1$s%2$s,target=/c touch /c/made && ls /c
                RUN --mount=type=cache,target=%1$s%2$s touch %2$s/made
                """.formatted(up, outside)).succeeded();
        String propagation = refused("FROM busybox\nRUN --mount=type=bind,target=/m,bind-propagation=rshared true\n");
        // Then
        assertEquals(0, outside.toFile().list().length);
        assertTrue(
                Files.isSameFile(
                        outside, context.resolve(up + outside.toString().substring(1))),
                "taken for a path");
        assertTrue(propagation.contains("bind-propagation"), propagation);
    }

    @Test
    void cve20249676AUserFileThatNeverEndsEndsTheBuild() throws Exception {
        // When
        String said = refused("FROM busybox\nRUN rm /etc/passwd && ln -s /dev/zero /etc/passwd\nUSER web\nRUN true\n");
        // Then
        assertTrue(said.contains("(line 4 of the Dockerfile)"), said);
    }

    @Test
    void cve202424557AnImageFromElsewhereIsNoResultOfAStep() throws Exception {
        // Given: an image that says of itself to be what the steps make
        String dockerfile = "FROM busybox\nHEALTHCHECK NONE\nRUN echo $((6*7)) > /made\n";
        build(dockerfile).succeeded();
        String ownAgain = build(dockerfile).succeeded().out();
        Path saved = context.resolveSibling(context.getFileName() + "-saved.tar");
        engine.docker("save", "-o", saved.toString(), "escape").succeeded();
        engine.docker("builder", "prune", "-af").succeeded();
        engine.docker("rmi", "escape").succeeded();
        // When
        engine.docker("load", "-i", saved.toString()).succeeded();
        String foreign = build(dockerfile).succeeded().out();
        Files.delete(saved);
        // Then
        assertTrue(ownAgain.contains("Using cache"), ownAgain);
        assertFalse(foreign.contains("Using cache"), foreign);
    }
}
