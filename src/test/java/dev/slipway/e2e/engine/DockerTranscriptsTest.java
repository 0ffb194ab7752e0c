package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.SourceTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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

    @TempDir
    private static Path folder;

    @TestFactory
    Stream<DynamicTest> theDockerCommandAnswersAsWritten(SharedEngine shared) throws IOException {
        Map<String, String> names = new HashMap<>(Transcripts.given(folder));
        names.put("registry", shared.registry().address());
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : Transcripts.files()) {
            Transcripts.sections(file)
                    .forEach((title, lines) -> tests.add(DynamicTest.dynamicTest(
                            file.getFileName() + ": " + title,
                            () -> Transcript.parse(lines).play(shared.engine()::docker, names))));
        }
        return tests.stream();
    }

    @Test
    void thereAreManyInvocationsAndNoTwoAreTheSame() throws IOException {
        // Given
        Set<String> distinct = new TreeSet<>();
        // When
        for (Path file : Transcripts.files()) {
            distinct.addAll(Transcript.parse(SourceTree.lines(file)).lines());
        }
        // Then
        assertTrue(distinct.size() >= FEWEST_INVOCATIONS, distinct.size() + " distinct invocations");
    }
}
