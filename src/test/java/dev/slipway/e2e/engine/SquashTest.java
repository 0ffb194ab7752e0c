package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code docker build --squash}. */
@ExtendWith(OnEngine.class)
class SquashTest {
    @Test
    void theLayersOfABuildBecomeOneAboveItsBase(SharedEngine shared, @TempDir Path context) throws IOException {
        // Given
        EngineProcess engine = shared.engine();
        Files.writeString(context.resolve("Dockerfile"), """
                FROM busybox
                RUN mkdir /d && echo secret > /d/secret && echo 1 > /kept
                ENV A=b
                RUN rm -r /d /etc/group && mkdir /d && echo 2 > /d/new
                RUN adduser -D web 2>/dev/null; chown -R 5:6 /kept && ln /kept /again
                """);
        engine.docker("build", "-t", "layered", context.toString()).succeeded();
        // When
        String said = engine.docker("build", "--squash", "-t", "squashed", context.toString())
                .succeeded()
                .out();
        // Then
        assertTrue(said.contains("Successfully tagged squashed:latest"), said);
        assertEquals("2", inspect(engine, "squashed", "{{len .RootFS.Layers}}"));
        assertEquals("4", inspect(engine, "layered", "{{len .RootFS.Layers}}"));
        assertEquals(inspect(engine, "layered", "{{json .Config}}"), inspect(engine, "squashed", "{{json .Config}}"));
        assertEquals(files(engine, "layered"), files(engine, "squashed"));
        String history = engine.docker("history", "--no-trunc", "--format", "{{.Comment}}", "squashed")
                .succeeded()
                .text();
        assertEquals(
                "merge " + inspect(engine, "layered", "{{.Id}}") + " to " + inspect(engine, "busybox", "{{.Id}}"),
                history.lines().findFirst().orElse(""));
        Path archive = context.resolve("squashed.tar");
        engine.docker("save", "-o", archive.toString(), "squashed").succeeded();
        Command members = Command.run(
                "sh",
                "-c",
                "cd $1 && tar xf squashed.tar && for f in $(find . -type f); do tar tf $f; done 2>/dev/null; true",
                "sh",
                context.toString());
        assertTrue(members.out().contains("d/new"), members.out());
        assertFalse(members.out().contains("d/secret"), members.out());
        engine.docker("rmi", "-f", "squashed", "layered").succeeded();
    }

    private static String inspect(EngineProcess engine, String image, String format) {
        return engine.docker("image", "inspect", "-f", format, image)
                .succeeded()
                .text();
    }

    private static String files(EngineProcess engine, String image) {
        return engine.docker(
                        "run",
                        "--rm",
                        image,
                        "sh",
                        "-c",
                        "for f in $(find / -xdev ! -path /proc ! -path /sys ! -path '/dev*' | sort); do [ -e $f ] && stat -c '%n %a %u:%g %F %s %h' $f; done; cat /d/* /kept")
                .succeeded()
                .text();
    }
}
