package dev.slipway.host.container;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A small root file system around this machine's static busybox, as a tar. */
final class BusyboxTar {
    private static final List<String> APPLETS = List.of(
            "sh",
            "true",
            "false",
            "cat",
            "echo",
            "id",
            "ls",
            "sleep",
            "env",
            "seq",
            "hostname",
            "kill",
            "stat",
            "dd",
            "stty",
            "touch",
            "mkdir",
            "head",
            "wc",
            "ip",
            "ps",
            "yes",
            "tail",
            "trap",
            "nc",
            "grep");

    private BusyboxTar() {}

    static InputStream open() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (String folder : List.of("bin", "etc", "proc", "dev", "sys", "tmp", "root", "srv", "var")) {
                TarArchiveEntry entry = new TarArchiveEntry(folder + "/");
                entry.setMode(folder.equals("tmp") ? 01777 : 0755);
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
            file(tar, "bin/busybox", Files.readAllBytes(Path.of("/bin/busybox")), 0755);
            for (String applet : APPLETS) {
                TarArchiveEntry link = new TarArchiveEntry("bin/" + applet, TarConstants.LF_SYMLINK);
                link.setLinkName("busybox");
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }
            file(
                    tar,
                    "etc/passwd",
                    "root:x:0:0:root:/root:/bin/sh\nweb:x:33:34:w:/srv:/bin/sh\n".getBytes(StandardCharsets.UTF_8),
                    0644);
            file(tar, "etc/group", "root:x:0:\nweb:x:34:\n".getBytes(StandardCharsets.UTF_8), 0644);
            file(tar, "srv/index.html", "hello\n".getBytes(StandardCharsets.UTF_8), 0644);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static void file(TarArchiveOutputStream tar, String name, byte[] content, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
