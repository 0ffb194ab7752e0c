package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The same Dockerfile at the same moment makes the same bytes, whenever it is built. */
@ExtendWith(OnEngine.class)
class ReproducibleBuildTest {
    private static final String MOMENT = "SOURCE_DATE_EPOCH=1700000000";

    @TempDir
    Path context;

    private String build(SharedEngine shared, String... options) throws IOException {
        // The time of a file of the context is now each time.
        Files.writeString(context.resolve("file"), "content\n");
        Files.writeString(context.resolve("Dockerfile"), """
                FROM busybox AS made
                RUN mkdir -p /out/a/b && date > /dev/null && echo x > /out/a/b/x && ln -s b /out/a/link
                FROM busybox
                WORKDIR /srv/app
                COPY file /srv/
                COPY --from=made /out /out
                RUN echo y > /srv/y; rm /etc/group
                ENV A=b
                """);
        List<String> words = new ArrayList<>(List.of("build", "-q", "--no-cache", "-t", "reproducible"));
        words.addAll(List.of(options));
        words.add(context.toString());
        return shared.engine().docker(words.toArray(String[]::new)).succeeded().text();
    }

    @Test
    void twoBuildsAtOneMomentAreOneImage(SharedEngine shared) throws IOException {
        // When
        String first = build(shared, "--build-arg", MOMENT);
        String created = shared.engine()
                .docker("inspect", "-f", "{{.Created}}", first)
                .succeeded()
                .text();
        shared.engine().docker("rmi", "-f", "reproducible").succeeded();
        String second = build(shared, "--build-arg", MOMENT);
        String other = build(shared, "--build-arg", "SOURCE_DATE_EPOCH=1700000001");
        // Then
        assertEquals(first, second);
        assertNotEquals(first, other);
        assertEquals("2023-11-14T22:13:20Z", created);
        shared.engine().docker("rmi", "-f", "reproducible").succeeded();
    }
}
