package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contexts and Dockerfiles that mean harm, and tenants that would like to see each other's builds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileBuildTest {
    private EngineProcess engine;
    private Path busybox;
    private Path context;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        engine = new EngineProcess("hostile");
        busybox = Busybox.tar(folder);
        engine.docker("import", "-c", "CMD [\"sh\"]", "-c", "ENV PATH=/bin", busybox.toString(), "busybox")
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

    private Path write(String name, String content) throws IOException {
        return Files.writeString(context.resolve(name), content);
    }

    private Command build(String dockerfile) throws IOException {
        write("Dockerfile", dockerfile);
        return engine.docker("build", "-t", "hostile", context.toString());
    }

    private String refused(String dockerfile) throws IOException {
        Command build = build(dockerfile);
        assertTrue(build.exitCode() != 0, build.out());
        return build.err();
    }

    @Test
    void linksOfTheContextLeadNowhereOutside() throws Exception {
        // Given
        Files.createSymbolicLink(context.resolve("abs"), Path.of("/etc"));
        Files.createSymbolicLink(context.resolve("up"), Path.of("../../../../../../etc"));
        // When
        String absolute = refused("FROM busybox\n\nCOPY abs/shadow /stolen\n");
        String relative = refused("FROM busybox\nCOPY up/shadow /stolen\n");
        // Then
        assertTrue(absolute.contains("file not found in build context"), absolute);
        assertTrue(absolute.contains("(line 3 of the Dockerfile)"), absolute);
        assertTrue(relative.contains("(line 2 of the Dockerfile)"), relative);
    }

    @Test
    void linksOfAStageLeadNowhereOutside() throws Exception {
        // Given / When
        Command build = build("""
                FROM busybox AS evil
                RUN rm -rf /mnt; ln -s /etc /mnt && ln -s ../../../../../../.. /up
                FROM busybox
                COPY --from=evil /mnt/passwd /of-the-stage
                RUN ln -s /../../../../var/tmp /out
                COPY Dockerfile /out/slipway-hostile-build
                """);
        String outside = refused(
                "FROM busybox AS evil\nRUN ln -s / /up\nFROM busybox\n" + "COPY --from=evil /up/proc/self/status /x\n");
        // Then
        build.succeeded();
        String passwd = engine.docker(
                        "run", "--rm", "hostile", "cat", "/of-the-stage", "/var/tmp/slipway-hostile-build")
                .succeeded()
                .out();
        assertTrue(passwd.startsWith("root:x:0:0:root:/root:/bin/sh\nnobody"), passwd);
        assertFalse(Files.exists(Path.of("/var/tmp/slipway-hostile-build")));
        assertTrue(outside.contains("(line 4 of the Dockerfile)"), outside);
    }

    @Test
    void stepsThatChangeNothingCanFollowOneAnother() throws Exception {
        // Given: the same empty layer again and again, which overlayfs would not take twice
        build("FROM busybox\nRUN true\nRUN echo 1\nRUN echo 2\nRUN echo x > /x\nRUN echo 3\n")
                .succeeded();
        // When, Then
        assertEquals(
                "x",
                engine.docker("run", "--rm", "hostile", "cat", "/x").succeeded().text());
    }

    @Test
    void anArchiveOfAddStaysInItsFolder() throws Exception {
        // Given
        write("file", "x");
        Command.run(
                        "tar",
                        "-P",
                        "-C",
                        context.toString(),
                        "--transform=s,^,../../escaped-,",
                        "-cf",
                        context.resolve("up.tar").toString(),
                        "file")
                .succeeded();
        // When
        String said = refused("FROM busybox\nADD up.tar /a/b/\n");
        // Then
        assertTrue(said.contains("(line 2 of the Dockerfile)"), said);
    }

    @Test
    void anArchiveThatBurstsIsStopped() throws Exception {
        // Given
        Path zeroes = context.resolve("zeroes");
        Command.run("truncate", "-s", "300M", zeroes.toString()).succeeded();
        Command.run(
                        "tar",
                        "-C",
                        context.toString(),
                        "--zstd",
                        "-cf",
                        context.resolve("bomb.tar.zst").toString(),
                        "zeroes")
                .succeeded();
        Files.delete(zeroes);
        // When
        String said = refused("FROM scratch\nADD bomb.tar.zst /\n");
        // Then
        assertTrue(said.contains("(line 2 of the Dockerfile)"), said);
    }

    @Test
    void aHundredThousandFilesAreALayer() throws Exception {
        // Given
        Path many = Files.createDirectory(context.resolve("many"));
        for (int folder = 0; folder < 100; folder++) {
            Path own = Files.createDirectory(many.resolve("d" + folder));
            for (int file = 0; file < 1000; file++) {
                Files.createFile(own.resolve("f" + file));
            }
        }
        Command.run(
                        "tar",
                        "-C",
                        many.toString(),
                        "-czf",
                        context.resolve("many.tar.gz").toString(),
                        ".")
                .succeeded();
        Command.run("rm", "-rf", many.toString()).succeeded();
        // When
        build("FROM busybox\nADD many.tar.gz /many/\n").succeeded();
        // Then
        assertEquals(
                "100000",
                engine.docker("run", "--rm", "hostile", "sh", "-c", "find /many -type f | wc -l")
                        .succeeded()
                        .text());
        engine.docker("rmi", "hostile").succeeded();
    }

    @Test
    void aThousandStagesAreBuiltOrLeftOut() throws Exception {
        // Given
        StringBuilder file = new StringBuilder("FROM busybox AS s0\n");
        for (int stage = 1; stage < 1000; stage++) {
            boolean chained = stage <= 400;
            file.append("FROM ")
                    .append(chained ? "s" + (stage - 1) : "busybox")
                    .append(" AS s")
                    .append(stage);
            file.append(chained ? "\nENV N=" + stage + "\n" : "\nRUN false\n");
        }
        file.append("FROM s400\n");
        // When
        build(file.toString()).succeeded();
        // Then
        String env = engine.docker("inspect", "-f", "{{.Config.Env}}", "hostile")
                .succeeded()
                .text();
        assertTrue(env.contains("N=400"), env);
    }

    @Test
    void anImageWhoseBytesAreNotThoseThatItNamesIsNoBase(@TempDir Path folder) throws Exception {
        // Given a registry of which one byte has changed on disk
        try (Registry registry = new Registry(folder)) {
            String name = registry.push("tampered", "1", busybox);
            Path layer;
            try (Stream<Path> files = Files.walk(folder.resolve("registry"))) {
                layer = files.filter(
                                file -> file.endsWith("data") && file.toFile().length() > 100_000)
                        .findFirst()
                        .orElseThrow();
            }
            byte[] bytes = Files.readAllBytes(layer);
            bytes[bytes.length / 2] ^= 1;
            Files.write(layer, bytes);
            // When
            String said = refused("# a comment\nFROM " + name + "\nRUN true\n");
            // Then
            assertTrue(said.contains("digest"), said);
            assertTrue(said.contains("(line 2 of the Dockerfile)"), said);
            assertEquals("", engine.docker("images", "-q", name).succeeded().text());
        }
    }

    /** Among them the privileged step that BuildKit let through (CVE-2024-23653). */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ENV A=${A:-${A:-x}|dockerfile parse error on line 2",
                "COPY ../outside /x|(line 2 of the Dockerfile)",
                "COPY /nothing* /x|(line 2 of the Dockerfile)",
                "RUN --security=insecure true|dockerfile parse error on line 2",
                "RUN --network=host true|dockerfile parse error on line 2",
                "ADD git@example.org:a/b.git /x|dockerfile parse error on line 2: ADD of a git repository: git over ssh needs a key",
                "ADD https://example.org/a.git#--upload-pack=x /x|is no name of a branch, tag or commit",
                "ADD http://127.0.0.1:1/x /x|(line 2 of the Dockerfile)",
                "RUN --mount=type=ssh,required true|dockerfile parse error on line 2",
                "RUN --mount=type=secret,id=s,required true|secret 's' is required",
                "RUN --mount=target=/ true|a mount's target cannot be '/'",
                "RUN --mount=source=missing,target=/m true|mount source 'missing' is not in the build context",
                "USER no-such-user\\nRUN true|(line 3 of the Dockerfile)",
                "COPY --chmod=rwz Dockerfile /x|dockerfile parse error on line 2: invalid chmod parameter",
                "COPY --from=missing.invalid/x:1 /a /b|(line 2 of the Dockerfile)"
            })
    void whatCannotBeDoneIsSaidWithItsLine(String instruction, String message) throws Exception {
        // Given / When
        String said = refused("FROM busybox\n" + instruction.replace("\\n", "\n") + "\n");
        // Then
        assertTrue(said.contains(message), said);
    }

    @Test
    void variablesThatGrowWithoutEndAreStopped() throws Exception {
        // Given
        StringBuilder doubling = new StringBuilder("FROM busybox\nENV A=" + "x".repeat(1000) + "\n");
        doubling.append("ENV A=$A$A$A$A$A$A$A$A$A$A\n".repeat(8));
        String nested = "FROM busybox\nENV A=" + "${A:-".repeat(20_000) + "}".repeat(20_000) + "\n";
        // When
        String grown = refused(doubling.toString());
        String deep = refused(nested);
        // Then
        assertTrue(grown.contains("dockerfile parse error on line 5") && grown.contains("longer than"), grown);
        assertTrue(deep.contains("dockerfile parse error on line 2"), deep);
    }

    @Test
    void aSecretIsInNeitherLayerNorLogNorHistory() throws Exception {
        // Given
        write("Dockerfile", """
                FROM busybox
                RUN --mount=type=secret,id=token wc -c < /run/secrets/token > /size; cat /run/secrets/token
                RUN --mount=type=secret,id=token,env=TOKEN echo "it is $TOKEN."
                """);
        String value = Base64.getEncoder().encodeToString("s3cret-value".getBytes(StandardCharsets.UTF_8));
        String header =
                Base64.getEncoder().encodeToString(("{\"token\":\"" + value + "\"}").getBytes(StandardCharsets.UTF_8));
        // When
        String log = post(engine.socket(), "/build?t=secret", List.of("X-Slipway-Build-Secrets: " + header));
        Path saved = context.resolve("saved.tar");
        engine.docker("save", "-o", saved.toString(), "secret").succeeded();
        // Then
        assertTrue(log.contains("it is ***.") && log.contains("Successfully tagged secret:latest"), log);
        assertFalse(log.contains("s3cret"), log);
        assertEquals(
                "12",
                engine.docker("run", "--rm", "secret", "cat", "/size")
                        .succeeded()
                        .text());
        assertEquals(
                1, Command.run("grep", "-a", "-c", "s3cret", saved.toString()).exitCode());
        assertEquals(
                "gone",
                engine.docker("run", "--rm", "secret", "sh", "-c", "ls /run/secrets 2>/dev/null || echo gone")
                        .succeeded()
                        .text());
    }

    private String post(Path socket, String path, List<String> headers) {
        Path tar = context.resolveSibling(context.getFileName() + ".tar");
        Command.run("tar", "-C", context.toString(), "-cf", tar.toString(), ".").succeeded();
        List<String> words = new ArrayList<>(
                List.of("curl", "-s", "-X", "POST", "--unix-socket", socket.toString(), "--data-binary", "@" + tar));
        headers.forEach(header -> words.addAll(List.of("-H", header)));
        words.add("http://engine" + path);
        String answer = Command.run(words.toArray(String[]::new)).succeeded().out();
        Command.run("rm", tar.toString()).succeeded();
        return answer;
    }

    private String buildAs(String tenant) {
        return post(engine.tenantSocket(), "/build?t=own", List.of("X-Slipway-Tenant: " + tenant));
    }

    @Test
    void tenantsSeeNeitherEachOthersStepsNorCacheMounts() throws Exception {
        // Given
        Files.copy(busybox, context.resolve("root.tar"));
        write("Dockerfile", """
                FROM scratch
                ADD root.tar /
                RUN --mount=type=cache,target=/c,id=shared ls /c > /found; echo poison > /c/left-behind; cat /found
                RUN cat /proc/sys/kernel/random/uuid > /uuid; cat /uuid
                """);
        // When
        String first = buildAs("tenant-a");
        String other = buildAs("tenant-b");
        String again = buildAs("tenant-a");
        // Then
        assertTrue(first.contains("Successfully tagged own:latest"), first);
        assertTrue(other.contains("Successfully tagged own:latest"), other);
        assertFalse(other.contains("Using cache"), other);
        assertFalse(other.contains("\"stream\":\"left-behind"), other);
        assertTrue(again.contains("Using cache"), again);
        assertFalse(first.lines()
                .filter(line -> line.matches(".*[0-9a-f]{8}-[0-9a-f]{4}-.*"))
                .toList()
                .equals(other.lines()
                        .filter(line -> line.matches(".*[0-9a-f]{8}-[0-9a-f]{4}-.*"))
                        .toList()));
        String id = first.replaceAll("(?s).*Successfully built ([0-9a-f]{12}).*", "$1");
        write("Dockerfile", "FROM " + id + "\n");
        assertTrue(!buildAs("tenant-b").contains("Successfully"), id);
    }
}
