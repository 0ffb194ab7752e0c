package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.slipway.e2e.bench.DockerDaemon;
import dev.slipway.e2e.support.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same transcripts played to the distribution's dockerd: {@code ./slipway bench peer}. Every invocation that it answers
 * otherwise must be in {@code peer/differences.txt}, under the reason why; what it said is written to
 * {@code target/peer.txt}. The parts with a registry are left out: that dockerd lives in a network of its own.
 */
@Tag("bench")
class PeerBench {
    private static final Path KNOWN = SourceTree.root().resolve("src/test/resources/docker/peer/differences.txt");
    private static final String NEEDS_REGISTRY = "To a registry and back";

    @TempDir
    private Path folder;

    @Test
    void dockerAnswersOtherwiseOnlyWhereItIsListed() throws IOException {
        // Given
        List<String> differences = new ArrayList<>();
        try (DockerDaemon docker = new DockerDaemon()) {
            docker.docker("import", "-c", "CMD [\"sh\"]", "-c", "ENV PATH=/bin", archive(), "busybox")
                    .succeeded();
            Map<String, String> names = Transcripts.given(folder);
            // When
            for (Path file : Transcripts.files()) {
                Transcripts.sections(file).forEach((title, lines) -> {
                    if (!title.equals(NEEDS_REGISTRY)) {
                        Transcript.parse(lines).differences(docker::docker, names, differences::add);
                    }
                });
            }
        }
        Files.writeString(
                SourceTree.root().resolve("src/test/target/peer.txt"), String.join("\n\n", differences) + "\n");
        // Then
        TreeSet<String> answeredOtherwise =
                new TreeSet<>(differences.stream().map(PeerBench::invocation).toList());
        answeredOtherwise.removeAll(known("$? "));
        assertEquals(known("$ "), answeredOtherwise);
    }

    private String archive() throws IOException {
        return Busybox.tar(folder).toString();
    }

    private static String invocation(String difference) {
        return difference.lines().findFirst().orElseThrow();
    }

    /** @param sign before an invocation */
    private static TreeSet<String> known(String sign) {
        return new TreeSet<>(SourceTree.lines(KNOWN).stream()
                .filter(line -> line.startsWith(sign))
                .map(line -> "$ " + line.substring(sign.length()))
                .toList());
    }
}
