package dev.slipway.host.main;

import dev.slipway.host.base.EngineException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an engine keeps under its run root. */
final class RunFiles {
    private RunFiles() {}

    /** Removes sockets and run-time state; the run root too, unless others keep something there. */
    static void remove(Options options) {
        try {
            Files.deleteIfExists(options.socket());
            Files.deleteIfExists(options.tenantSocket());
            Files.deleteIfExists(Handover.path(options.runRoot()));
            for (String folder : List.of("containers", "empty")) {
                removeTree(options.runRoot().resolve(folder));
            }
            Files.deleteIfExists(options.runRoot());
        } catch (DirectoryNotEmptyException othersKeepSomething) {
            // The command that starts us keeps its process ids there.
            return;
        } catch (IOException e) {
            throw EngineException.internal("cannot remove run-time files of engine '" + options.name() + "': " + e, e);
        }
    }

    private static void removeTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
