package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.e2e.support.Command;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code GET /system/df}: what it says is what the disk gives, and what is won back. */
@ExtendWith(OnEngine.class)
class DiskUseTest {
    private static final long MEBIBYTE = 1 << 20;

    private final EngineProcess engine;

    DiskUseTest(SharedEngine shared) {
        engine = shared.engine();
    }

    private JsonNode df(String parameters) throws IOException {
        String socket = engine.socket().toString();
        String answer = Command.run("curl", "-fsS", "--unix-socket", socket, "http://d/system/df" + parameters)
                .succeeded()
                .out();
        return new ObjectMapper().readTree(answer);
    }

    private static JsonNode named(JsonNode rows, String name) {
        for (JsonNode row : rows) {
            if (row.path("Name").asText().equals(name)
                    || row.path("Names").path(0).asText().equals(name)) {
                return row;
            }
        }
        throw new AssertionError("no '" + name + "' in " + rows);
    }

    @Test
    void aVolumeTakesWhatDuSays() throws Exception {
        // Given: blocks, a hole, and two names of one file
        String fill =
                "dd if=/dev/zero of=/data/file bs=1k count=300; ln /data/file /data/same; truncate -s 1073741824 /data/hole";
        engine.docker("run", "--name", "filler", "-v", "filled:/data", "busybox", "sh", "-c", fill)
                .succeeded();
        String place = engine.docker("volume", "inspect", "-f", "{{.Mountpoint}}", "filled")
                .succeeded()
                .text();
        long du = Long.parseLong(
                Command.run("du", "-s", "-B1", place).succeeded().out().split("\t")[0]);
        // When
        JsonNode usage = named(df("?type=volume").path("Volumes"), "filled").path("UsageData");
        // Then
        assertEquals(du, usage.path("Size").asLong());
        assertEquals(1, usage.path("RefCount").asInt());
        engine.docker("rm", "filler").succeeded();
        engine.docker("volume", "rm", "filled").succeeded();
    }

    @Test
    void aContainerTakesWhatItWrote() throws Exception {
        // Given
        String write = "dd if=/dev/zero of=/file bs=1k count=2048";
        engine.docker("run", "--name", "writer", "busybox", "sh", "-c", write).succeeded();
        // When
        JsonNode all = df("");
        JsonNode writer = named(all.path("Containers"), "/writer");
        // Then
        long written = writer.path("SizeRw").asLong();
        assertTrue(written >= 2 * MEBIBYTE && written < 3 * MEBIBYTE, writer.toString());
        assertTrue(all.path("LayersSize").asLong() > MEBIBYTE, all.toString());
        engine.docker("rm", "writer").succeeded();
    }

    @Test
    void onlyWhatWasAskedForIsCounted() throws Exception {
        // Given / When
        JsonNode images = df("?type=image");
        String refused = Command.run(
                        "curl", "-sS", "--unix-socket", engine.socket().toString(), "http://d/system/df?type=dust")
                .out();
        // Then
        assertTrue(images.has("Images") && !images.has("Containers"), images.toString());
        assertEquals("{\"message\":\"unknown object type: dust\"}\n", refused);
    }
}
