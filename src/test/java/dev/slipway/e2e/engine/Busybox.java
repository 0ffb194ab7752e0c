package dev.slipway.e2e.engine;

import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A root file system of one static program and its names, as a tar. */
public final class Busybox {
    private static final Path PROGRAM = Path.of("/bin/busybox");

    private Busybox() {}

    /** Writes {@code busybox.tar} into {@code folder}. */
    public static Path tar(Path folder) throws IOException {
        Path root = Files.createDirectories(folder.resolve("busybox"));
        Path bin = Files.createDirectories(root.resolve("bin"));
        Files.copy(PROGRAM, bin.resolve("busybox"));
        for (String name :
                Command.run(PROGRAM.toString(), "--list").succeeded().out().split("\n")) {
            if (!name.equals("busybox")) {
                Files.createSymbolicLink(bin.resolve(name), Path.of("busybox"));
            }
        }
        for (String name : List.of("etc", "tmp", "root", "run", "proc", "sys", "dev")) {
            Files.createDirectories(root.resolve(name));
        }
        Files.writeString(
                root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nnogroup:x:65534:\n");
        // What other engines leave in a layer where the image has none.
        for (String name : List.of("hosts", "hostname", "resolv.conf")) {
            Files.createFile(root.resolve("etc").resolve(name));
        }
        Path tar = folder.resolve("busybox.tar");
        Command.run("tar", "--owner=0", "--group=0", "-C", root.toString(), "-cf", tar.toString(), ".")
                .succeeded();
        return tar;
    }
}
