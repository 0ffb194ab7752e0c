package dev.slipway.e2e.engine;

import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The transcripts in {@code src/test/resources/docker}, and what they take for granted. */
final class Transcripts {
    private static final Path TRANSCRIPTS = SourceTree.root().resolve("src/test/resources/docker");

    private Transcripts() {}

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(TRANSCRIPTS)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    /** The parts of a transcript that stand by themselves. */
    static Map<String, List<String>> sections(Path file) {
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

    /** Files and names the transcripts speak of. @param folder to put them into */
    static Map<String, String> given(Path folder) throws IOException {
        Files.writeString(folder.resolve("in.txt"), "carried\n");
        Files.writeString(folder.resolve("nochmod.json"), """
                {"defaultAction": "SCMP_ACT_ALLOW",
                 "syscalls": [{"names": ["chmod", "fchmodat", "fchmodat2", "nosuchcall"],
                               "action": "SCMP_ACT_ERRNO", "errnoRet": 38}]}
                """);
        Files.writeString(folder.resolve("traced.json"), "{\"defaultAction\": \"SCMP_ACT_TRACE\"}");
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
        return Map.of("folder", folder.toString());
    }
}
