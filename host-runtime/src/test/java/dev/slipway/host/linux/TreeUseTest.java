package dev.slipway.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeUseTest {
    @TempDir
    private Path root;

    @Test
    void itIsWhatDuSays() throws Exception {
        // Given: files, a hole, several names of one file, links that lead out, and depth
        Path tree = Files.createDirectory(root.resolve("tree"));
        Files.write(tree.resolve("file"), new byte[100_000]);
        Files.createLink(tree.resolve("same"), tree.resolve("file"));
        Files.createSymbolicLink(tree.resolve("out"), Path.of("/usr"));
        try (var sparse = new java.io.RandomAccessFile(tree.resolve("sparse").toFile(), "rw")) {
            sparse.setLength(10 << 20);
        }
        Path deep = tree;
        for (int i = 0; i < 40; i++) {
            deep = Files.createDirectory(deep.resolve("folder"));
        }
        Files.write(deep.resolve("deepest"), new byte[5_000]);
        // When
        long bytes = TreeUse.bytes(tree);
        // Then
        assertEquals(du(tree), bytes);
    }

    private static long du(Path tree) throws IOException, InterruptedException {
        Process du = new ProcessBuilder("du", "-s", "-B1", tree.toString()).start();
        String said = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, du.waitFor());
        return Long.parseLong(said.split("\t")[0]);
    }

    @Test
    void whatIsNotThereTakesNothing() {
        assertEquals(0, TreeUse.bytes(root.resolve("none")));
    }
}
