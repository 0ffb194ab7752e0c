package dev.slipway.host.logs;

import dev.slipway.host.base.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** Where one container's output lies on disk: {@code <segment>.idx}, {@code .out} and {@code .err}, numbered from 1. */
final class LogFiles {
    private static final String INDEX = ".idx";
    private static final List<String> ALL = List.of(".out", ".err", INDEX);

    private final Path dir;

    LogFiles(Path dir) {
        this.dir = dir;
    }

    Path index(int segment) {
        return dir.resolve(segment + INDEX);
    }

    /** @param stream 1 or 2 */
    Path data(int segment, int stream) {
        return dir.resolve(segment + ALL.get(stream - 1));
    }

    /** Makes the folder; it comes with the first output, so that a silent container costs nothing. */
    void create() {
        try {
            Files.createDirectories(
                    dir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw EngineException.internal("cannot make log folder '" + dir + "': " + e.getMessage(), e);
        }
    }

    /** The numbers of the segments that exist, ascending. */
    List<Integer> segments() {
        if (!Files.isDirectory(dir)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d+\\.(idx|out|err)"))
                    .map(name -> Integer.valueOf(name.substring(0, name.indexOf('.'))))
                    .distinct()
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw EngineException.internal("cannot list log folder '" + dir + "': " + e.getMessage(), e);
        }
    }

    /** The index goes last: a segment cut short by a kill is still listed and deleted by the next rotation. */
    void delete(int segment) {
        try {
            for (String suffix : ALL) {
                Files.deleteIfExists(dir.resolve(segment + suffix));
            }
        } catch (IOException e) {
            throw EngineException.internal("cannot delete log segment " + segment + " in '" + dir + "'", e);
        }
    }

    /** Deletes everything. */
    void deleteAll() {
        segments().forEach(this::delete);
        try {
            Files.deleteIfExists(dir);
        } catch (IOException e) {
            throw EngineException.internal("cannot delete log folder '" + dir + "': " + e.getMessage(), e);
        }
    }
}
