package dev.slipway.host.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FilesKernelTest {
    private static KernelHost host;

    @BeforeAll
    static void boot() {
        host = new KernelHost("con03");
    }

    @AfterAll
    static void close() {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void aFolderDoesNotGiveWayToAFileAndTheUserGetsWhatIsCopied() throws Exception {
        // Given
        host.create("kinds", "\"User\":\"1234:2345\"", "sleep", "300");
        Archives archives = host.containers.archives();
        archives.write("", "kinds", "/srv", Archives.Unpacking.PLAIN, tar("folder/inner", "x", 0));
        Archives.Unpacking keeping = new Archives.Unpacking(true, true);
        // When
        EngineException overFolder = assertThrows(
                EngineException.class, () -> archives.write("", "kinds", "/srv", keeping, tar("folder", "file", 0)));
        archives.write("", "kinds", "/srv", keeping, tar("folder/own", "own", 0));
        // Then
        assertEquals("cannot overwrite directory \"folder\" with non-directory \"folder\"", overFolder.getMessage());
        assertEquals(Map.of("own", "1234 own"), copyOut("kinds", "/srv/folder/own"));
        assertEquals(Map.of("inner", "0 x"), copyOut("kinds", "/srv/folder/inner"));
        host.containers.remove("", "kinds", true, true);
    }

    @Test
    void copiesIntoAContainerBeforeItRuns() throws Exception {
        // Given
        host.create("fresh", "", "sh", "-c", "cat /srv/sub/given; stat -c '%u %a' /srv/sub/given; id -u > /srv/made");
        // When
        host.containers
                .archives()
                .write("", "fresh", "/srv", Archives.Unpacking.PLAIN, tar("sub/given", "from outside\n", 0));
        host.containers.start("", "fresh");
        host.awaitExit("fresh");
        // Then
        assertEquals("from outside\n0 640\n", host.output("fresh"));
        assertEquals(Map.of("made", "0 0\n"), copyOut("fresh", "/srv/made"));
        assertEquals(
                "MODIFIED /srv, ADDED /srv/made, ADDED /srv/sub, ADDED /srv/sub/given",
                host.containers.changes("", "fresh").stream()
                        .map(c -> c.kind() + " " + c.path())
                        .filter(c -> c.contains("/srv"))
                        .reduce((a, b) -> a + ", " + b)
                        .orElse(""));
        host.containers.remove("", "fresh", true, true);
    }

    @Test
    void copiesInAndOutWhileAContainerRuns() throws Exception {
        // Given
        host.run("running", "", "sh", "-c", "ln -s /etc/passwd /link; ln -s /srv /sub; echo ready; sleep 300");
        host.follow("running", 1);
        // When: through a link, which leads inside the container and never outside
        host.containers.archives().write("", "running", "/sub", Archives.Unpacking.PLAIN, tar("given", "x\n", 33));
        // Then
        assertEquals(Map.of("given", "33 x\n"), copyOut("running", "/srv/given"));
        Archives.Found link = host.containers.archives().find("", "running", "/link");
        assertEquals("link", link.name());
        assertEquals("/etc/passwd", link.linkTarget());
        assertEquals(404, status(() -> host.containers.archives().find("", "running", "/none")));
        assertEquals(
                404,
                status(() -> host.containers
                        .archives()
                        .write("", "running", "/none/deep", Archives.Unpacking.PLAIN, tar("a", "b", 0))));
        host.containers.remove("", "running", true, true);
    }

    @Test
    void cve201815664APathThatIsSwappedDuringACopyLeadsInside(@TempDir Path outside) throws Exception {
        // Given: a folder of the host, and a container in which a name is now a folder, now a link to the host's one
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(outside.resolve("secret"), "host");
        host.run(
                "racer",
                "",
                "sh",
                "-c",
                "echo ready; while true; do ln -s " + outside + " /x; rm /x; mkdir /x; rm -r /x; done");
        host.follow("racer", 1);
        // When
        int written = 0;
        StringBuilder read = new StringBuilder();
        // Until a copy has met the folder at least once: on a busy machine it may be gone each time for long.
        for (int i = 0; i < 100 || (written == 0 && i < 10_000); i++) {
            written += tried(() -> host.containers
                    .archives()
                    .write("", "racer", "/x", Archives.Unpacking.PLAIN, tar("given", "x", 0)));
            tried(() -> read.append(copyOut("racer", "/x/secret")));
        }
        // Then
        assertEquals(List.of("secret"), List.of(outside.toFile().list()));
        assertEquals("", read.toString());
        assertTrue(written > 0);
        // And by a path, as others did it, the host's file is read sooner or later
        assertEquals("host", byPath("racer", "/x/secret"));
        host.containers.remove("", "racer", true, true);
    }

    /** Also GHSA-vp62-88p7-qqf5. */
    @Test
    void cve202642306AVolumeBelowANameThatIsSwappedIsStillTheVolume(@TempDir Path outside) throws Exception {
        // Given: a volume whose parent inside is now a folder, now a link to one of the host's
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.createDirectory(outside.resolve("v"));
        host.run(
                "swapper",
                "\"HostConfig\":{\"Binds\":[\"swapped:/data/v\"]}",
                "sh",
                "-c",
                "echo ready; while true; do mv /data /old; ln -s " + outside + " /data; rm /data; mv /old /data; done");
        host.follow("swapper", 1);
        // When
        for (int i = 0; i < 100; i++) {
            host.containers
                    .archives()
                    .write("", "swapper", "/data/v", Archives.Unpacking.PLAIN, tar("given" + i, "x", 0));
        }
        // Then: everything is in the volume, nothing on the host
        Path volume = host.neighbours.volumes().require("", "swapped").data();
        assertEquals(100, List.of(volume.toFile().list()).size());
        assertEquals(List.of("v"), List.of(outside.toFile().list()));
        assertEquals(0, outside.resolve("v").toFile().list().length);
        // And by a path, as others did it, the host's folder is what is met sooner or later
        Files.writeString(outside.resolve("v/secret"), "host");
        assertEquals("host", byPath("swapper", "/data/v/secret"));
        host.containers.remove("", "swapper", true, true);
    }

    /** Also GHSA-x86f-5xw2-fm2r, by an unpacker. */
    @Test
    void cve201914271NothingOfTheContainerIsLoadedOrExecutedForACopy() throws Exception {
        // Given: a container in which all that an unpacker might use leaves a mark
        String trap = "#!/bin/sh\ntouch /owned\n";
        host.run(
                "trap",
                "",
                "sh",
                "-c",
                "mkdir -p /lib /lib64; for f in /bin/xz /bin/unpigz /bin/gzip /bin/zstd /bin/bzip2 /bin/tar /lib/libnss_files.so.2; do"
                        + " rm -f $f; printf '" + trap.replace("\n", "\\n")
                        + "' > $f; chmod 755 $f; done; echo ready; sleep 300");
        host.follow("trap", 1);
        byte[] plain = tar("given", "x", 0).readAllBytes();
        // When
        for (byte[] archive : List.of(plain, gzip(plain), com.github.luben.zstd.Zstd.compress(plain))) {
            host.containers
                    .archives()
                    .write("", "trap", "/srv", Archives.Unpacking.PLAIN, new ByteArrayInputStream(archive));
            assertEquals(Map.of("given", "0 x"), copyOut("trap", "/srv/given"));
        }
        // Then
        assertEquals(404, status(() -> host.containers.archives().find("", "trap", "/owned")));
        // And an unpacker that is started with the container as its root is the container's
        new ProcessBuilder("chroot", "/proc/" + pid("trap") + "/root", "/bin/xz")
                .start()
                .waitFor();
        assertEquals(
                "owned", host.containers.archives().find("", "trap", "/owned").name());
        host.containers.remove("", "trap", true, true);
    }

    /** What a path that is walked from the host's side leads to, as soon as it leads anywhere. */
    private static String byPath(String name, String path) throws IOException {
        Path outside = Path.of("/proc/" + pid(name) + "/root" + path);
        for (long end = System.nanoTime() + Duration.ofSeconds(60).toNanos(); System.nanoTime() < end; ) {
            try {
                return Files.readString(outside);
            } catch (java.nio.file.FileSystemException swapped) {
                Thread.onSpinWait();
            }
        }
        throw new AssertionError(outside + " never led anywhere");
    }

    private static int pid(String name) {
        return host.containers.require("", name).state() instanceof ContainerState.Running running ? running.pid() : 0;
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (java.util.zip.GZIPOutputStream gzip = new java.util.zip.GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    /** 1 when it worked; 0 when the name was just something else. */
    private static int tried(Executable copy) throws Exception {
        try {
            copy.execute();
            return 1;
        } catch (EngineException gone) {
            return 0;
        } catch (Throwable other) {
            throw new AssertionError(other);
        }
    }

    @Test
    void fillsVolumesFromTheImageAndKeepsThem() throws Exception {
        // Given
        String volume = "\"HostConfig\":{\"Binds\":[\"site:/srv\"]}";
        host.run("first", volume, "sh", "-c", "cat /srv/index.html; echo more >> /srv/index.html");
        host.awaitExit("first");
        host.containers.remove("", "first", true, true);
        // When
        host.create("second", volume, "sh", "-c", "cat /srv/index.html /srv/copied; stat -c %u /srv/index.html");
        host.containers.archives().write("", "second", "/srv", Archives.Unpacking.PLAIN, tar("copied", "copied\n", 0));
        host.containers.start("", "second");
        host.awaitExit("second");
        // Then
        assertEquals("hello\nmore\ncopied\n0\n", host.output("second"));
        assertThrows(EngineException.class, () -> host.neighbours.volumes().remove("", "site", false));
        host.containers.remove("", "second", true, true);
        host.neighbours.volumes().remove("", "site", false);
    }

    @Test
    void exportsTheWholeRootAsItIs() throws Exception {
        // Given
        host.run("whole", "", "sh", "-c", "rm -r /srv; echo new > /tmp/new");
        host.awaitExit("whole");
        // When
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        host.containers.export("", "whole", out);
        // Then
        Map<String, String> files = files(out.toByteArray());
        assertEquals("0 new\n", files.get("tmp/new"));
        assertTrue(files.containsKey("etc/passwd"));
        assertTrue(files.keySet().stream().noneMatch(name -> name.startsWith("srv")));
        host.containers.remove("", "whole", true, true);
    }

    private static Map<String, String> copyOut(String name, String path) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        host.containers.archives().read("", name, path, out);
        return files(out.toByteArray());
    }

    /** Regular files as "owner content". */
    private static Map<String, String> files(byte[] tar) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.isFile()) {
                    files.put(
                            entry.getName(),
                            entry.getLongUserId() + " " + new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return files;
    }

    private static ByteArrayInputStream tar(String name, String content, int uid) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setMode(0640);
            entry.setUserId(uid);
            entry.setSize(content.length());
            tar.putArchiveEntry(entry);
            tar.write(content.getBytes(StandardCharsets.UTF_8));
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static int status(Executable act) {
        EngineException failure = assertThrows(EngineException.class, act);
        return failure.kind() == dev.slipway.host.base.ErrorKind.NOT_FOUND ? 404 : 500;
    }
}
