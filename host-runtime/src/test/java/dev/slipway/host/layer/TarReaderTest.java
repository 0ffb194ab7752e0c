package dev.slipway.host.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Stat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against archives of GNU tar, in each of its formats. */
class TarReaderTest {
    @TempDir
    Path root;

    private Path archived(String... options) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/tar")), "tar is not installed");
        Path archive = root.resolve("archive.tar");
        String[] fixed = {
            "/usr/bin/tar", "-cf", archive.toString(), "-C", root.resolve("in").toString()
        };
        String[] command = Arrays.copyOf(fixed, fixed.length + options.length);
        System.arraycopy(options, 0, command, fixed.length, options.length);
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertEquals(0, process.waitFor());
        return archive;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix", "ustar"})
    void readsLongNamesLinksAndTimesOfEachFormat(String format) throws Exception {
        // Given
        String folder = "in/" + "long-folder-name/".repeat(7);
        String file = "f".repeat(90);
        Files.createDirectories(root.resolve(folder));
        Files.writeString(root.resolve(folder + file), "content");
        Files.createSymbolicLink(root.resolve("in/link"), Path.of("t".repeat(90)));
        Files.setLastModifiedTime(
                root.resolve(folder + file), java.nio.file.attribute.FileTime.fromMillis(1_234_567_891_000L));
        Path archive = archived("--format=" + format, ".");
        boolean found = false;
        boolean link = false;
        // When
        try (TarReader tar = new TarReader(Files.newInputStream(archive))) {
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                if (entry.name().endsWith(file)) {
                    found = true;
                    assertEquals("./" + folder.substring(3) + file, entry.name());
                    assertEquals("content", new String(tar.data().readAllBytes(), StandardCharsets.UTF_8));
                    assertEquals(1_234_567_891, entry.mtimeSeconds());
                }
                link |= entry.name().equals("./link") && entry.linkName().equals("t".repeat(90));
            }
        }
        // Then
        assertTrue(found);
        assertTrue(link);
    }

    @ParameterizedTest
    @CsvSource({"gnu,0.0", "posix,0.0", "posix,0.1", "posix,1.0"})
    void unpacksSparseFilesAsSuch(String format, String version) throws Exception {
        // Given
        Path in = Files.createDirectories(root.resolve("in"));
        try (RandomAccessFile file = new RandomAccessFile(in.resolve("sparse").toFile(), "rw")) {
            for (int i = 0; i < 40; i++) {
                file.seek((long) i << 20);
                file.write(("part " + i).getBytes(StandardCharsets.UTF_8));
            }
            file.setLength(100L << 20);
        }
        Path archive = archived("-S", "--format=" + format, "--sparse-version=" + version, "sparse");
        Path out = Files.createDirectories(root.resolve("out"));
        // When
        try (DirFd folder = DirFd.open(out);
                Unpacker unpacker = Unpacker.unshifted(folder);
                TarReader tar = new TarReader(Files.newInputStream(archive))) {
            unpacker.run(tar, UnpackLimits.DEFAULT, () -> {});
            // Then
            Stat stat = folder.stat("sparse");
            assertEquals(100L << 20, stat.bytes());
            assertTrue(stat.blocks() * 512 < 2 << 20, stat.blocks() + " blocks");
        }
        assertEquals(-1, Files.mismatch(in.resolve("sparse"), out.resolve("sparse")));
    }

    @Test
    void readsBinaryNumbersForLargeIdsAndOldTimes() throws Exception {
        // Given
        Path in = Files.createDirectories(root.resolve("in"));
        Files.writeString(in.resolve("f"), "");
        Path archive = archived("--format=gnu", "--owner=o:4000000000", "--mtime=@-5", "f");
        // When
        try (TarReader tar = new TarReader(Files.newInputStream(archive))) {
            TarEntry entry = tar.next();
            // Then
            assertNotNull(entry);
            assertEquals(4_000_000_000L, entry.uid());
            assertEquals(-5, entry.mtimeSeconds());
            assertNull(tar.next());
        }
    }

    @Test
    void writesWhatGnuTarTakes() throws Exception {
        // Given
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/tar")), "tar is not installed");
        String longName = "d/".repeat(120) + "ä".repeat(80);
        byte[] bytes = new TestingTar()
                .file(longName, "content", 0640, 3_000_000, 5, java.util.Map.of())
                .symlink("s", "x".repeat(200))
                .bytes();
        Path archive = Files.write(root.resolve("own.tar"), bytes);
        Path out = Files.createDirectories(root.resolve("out"));
        // When
        Process process = new ProcessBuilder(
                        "/usr/bin/tar", "-xf", archive.toString(), "-C", out.toString(), "--numeric-owner", "-p")
                .inheritIO()
                .start();
        // Then
        assertEquals(0, process.waitFor());
        try (DirFd folder = DirFd.open(out);
                DirFd deep = folder.beneath(longName.substring(0, 239))) {
            assertEquals(3_000_000, deep.stat("ä".repeat(80)).uid());
            assertEquals("x".repeat(200), folder.readLink("s"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999 path=a\n", "5 a=b\n", "x path=a\n", "8 path\n\n", "12 size=-1\n\n\n"})
    void refusesMalformedExtendedHeaders(String records) {
        assertThrows(
                EngineException.class,
                () -> PaxRecords.parse(records.getBytes(StandardCharsets.UTF_8)).number("size", 0));
    }

    @Test
    void refusesAnExtendedHeaderThatWouldFillTheMemory() throws IOException {
        // Given
        byte[] tar = new TestingTar().file("f", "").bytes();
        tar[TarFormat.TYPE] = 'x';
        byte[] size = "77777777777".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, tar, TarFormat.SIZE, size.length);
        byte[] sum = String.format("%06o\0 ", TarFormat.checksum(tar)).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(sum, 0, tar, TarFormat.CHECKSUM, sum.length);
        // When
        try (TarReader reader = new TarReader(new ByteArrayInputStream(tar))) {
            EngineException refusal = assertThrows(EngineException.class, reader::next);
            // Then
            assertTrue(refusal.getMessage().contains("at most 1048576 are read"), refusal.getMessage());
        }
    }
}
