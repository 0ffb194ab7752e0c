package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The real docker command, played from the transcripts in {@code src/test/resources/docker}, one file a topic. */
@ExtendWith(OnEngine.class)
class DockerTranscriptsTest {
    /** A suite that shrinks without anybody noticing proves less than it says. */
    private static final int FEWEST_INVOCATIONS = 300;

    private static final Path TRANSCRIPTS = SourceTree.root().resolve("src/test/resources/docker");

    @TempDir
    private static Path folder;

    @TestFactory
    Stream<DynamicTest> theDockerCommandAnswersAsWritten(SharedEngine shared) throws IOException {
        Map<String, String> names = given(shared);
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : files()) {
            sections(file)
                    .forEach((title, lines) -> tests.add(DynamicTest.dynamicTest(
                            file.getFileName() + ": " + title,
                            () -> Transcript.parse(lines).play(shared.engine(), names))));
        }
        return tests.stream();
    }

    @Test
    void thereAreManyInvocationsAndNoTwoAreTheSame() throws IOException {
        // Given
        Set<String> distinct = new TreeSet<>();
        // When
        for (Path file : files()) {
            distinct.addAll(Transcript.parse(SourceTree.lines(file)).lines());
        }
        // Then
        assertTrue(distinct.size() >= FEWEST_INVOCATIONS, distinct.size() + " distinct invocations");
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(TRANSCRIPTS)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    /** The parts of a transcript that stand by themselves. */
    private static Map<String, List<String>> sections(Path file) {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        for (String line : SourceTree.lines(file)) {
            if (line.startsWith("## ")) {
                current = new ArrayList<>();
                sections.put(line.substring(3), current);
            } else {
                current.add(line);
            }
        }
        return sections;
    }

    private static Map<String, String> given(SharedEngine shared) throws IOException {
        Files.writeString(folder.resolve("in.txt"), "carried\n");
        Command.run(
                        "tar",
                        "-C",
                        folder.toString(),
                        "-cf",
                        folder.resolve("in.tar").toString(),
                        "in.txt")
                .succeeded();
        Path context = Files.createDirectories(folder.resolve("context"));
        Files.writeString(context.resolve("note.txt"), "noted\n");
        Files.writeString(context.resolve("Dockerfile"), """
                FROM busybox
                ARG WHO=nobody
                ENV GREETING=hello
                COPY note.txt /note.txt
                RUN echo built for $WHO > /built
                WORKDIR /tmp
                CMD ["sh", "-c", "cat /note.txt /built; echo $GREETING; pwd"]
                """);
        Files.writeString(context.resolve("Stages"), """
                FROM busybox AS first
                RUN echo first > /first
                FROM busybox
                COPY --from=first /first /second
                """);
        Files.writeString(context.resolve("Failing"), "FROM busybox\nRUN exit 7\n");
        Files.writeString(context.resolve("Unknown"), "FROM busybox\nFLY away\n");
        return Map.of("folder", folder.toString(), "registry", shared.registry().address());
    }
}
