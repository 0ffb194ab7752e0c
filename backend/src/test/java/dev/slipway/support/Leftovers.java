package dev.slipway.support;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Folders of runs that were killed, with the database servers in them: the next run ends what nobody could end any more. */
final class Leftovers {

    static final String PREFIX = "slipway-test";
    private static final String OWNER = "owner";

    private Leftovers() {}

    /** Notes in a folder whose it is. */
    static Path claim(Path folder) throws IOException {
        Files.writeString(folder.resolve(OWNER), identity(ProcessHandle.current()));
        return folder;
    }

    /** Removes the folders whose owner is gone. */
    static void remove() throws IOException {
        Path all = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(all, PREFIX + "*")) {
            for (Path folder : folders) {
                Path owner = folder.resolve(OWNER);
                if (Files.exists(owner) && !isAlive(Files.readString(owner))) {
                    endServer(folder.resolve("postgres/postmaster.pid"));
                    remove(folder);
                }
            }
        }
    }

    /** Removes a folder with all that is in it. */
    static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static void endServer(Path pidFile) throws IOException {
        if (!Files.exists(pidFile)) {
            return;
        }
        List<String> lines = Files.readAllLines(pidFile);
        ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(pidFile.getParent().toString()))
                        .isPresent())
                .ifPresent(process -> {
                    process.destroy();
                    process.onExit().join();
                });
    }

    /** A pid is used again after a while; together with the moment it began it is one process. */
    private static boolean isAlive(String identity) {
        Optional<ProcessHandle> owner = ProcessHandle.of(Long.parseLong(identity.split(" ", -1)[0]));
        return owner.filter(process -> identity(process).equals(identity)).isPresent();
    }

    private static String identity(ProcessHandle process) {
        return process.pid() + " "
                + process.info().startInstant().map(String::valueOf).orElse("");
    }
}
