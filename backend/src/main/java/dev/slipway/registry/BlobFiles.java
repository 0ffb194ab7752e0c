package dev.slipway.registry;

import dev.slipway.platform.PlatformConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The registry's folder: {@code <team>/uploads/<id>} while bytes arrive, {@code <team>/<algorithm>/<2 digits>/<digest>} once
 * they are known to be what their name says. A file gets there by one rename, after its bytes are on the disk.
 */
@ApplicationScoped
class BlobFiles {

    private final Path root;

    @Inject
    BlobFiles(PlatformConfig platform) {
        this(platform.data().resolve("registry"));
    }

    BlobFiles(Path root) {
        this.root = root;
    }

    /** Where an upload's bytes go; the folder is there. */
    Path upload(UUID team, UUID upload) {
        return folder(team(team).resolve("uploads")).resolve(upload.toString());
    }

    /** Where a blob is, if it is. */
    Path blob(UUID team, Digest digest) {
        return bucket(team, digest).resolve(digest.hex());
    }

    /** Bytes of an upload so far. */
    long received(UUID team, UUID upload) {
        try {
            return Files.size(upload(team, upload));
        } catch (NoSuchFileException nothingYet) {
            return 0;
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot look at upload " + upload, failure);
        }
    }

    /** Makes sure that a crash of the machine loses nothing of the file. */
    static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** An upload whose bytes are synced becomes a blob. */
    void settle(UUID team, UUID upload, Digest digest) throws IOException {
        Path folder = folder(bucket(team, digest));
        Files.move(
                upload(team, upload),
                folder.resolve(digest.hex()),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true); // else the name could be lost with its content safe
        }
    }

    void removeUpload(UUID team, UUID upload) {
        remove(upload(team, upload));
    }

    void removeBlob(UUID team, Digest digest) {
        remove(blob(team, digest));
    }

    /** Free bytes of the disk. */
    long free() {
        try {
            return Files.getFileStore(folder(root)).getUsableSpace();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot ask for the free space of " + root, failure);
        }
    }

    /** Ids of uploads that have a file. */
    List<UUID> uploads(UUID team) {
        List<UUID> ids = new ArrayList<>();
        for (Path file : children(team(team).resolve("uploads"))) {
            ids.add(UUID.fromString(String.valueOf(file.getFileName())));
        }
        return ids;
    }

    /** Digests of blobs that have a file. */
    List<Digest> blobs(UUID team) {
        List<Digest> digests = new ArrayList<>();
        for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
            for (Path part : children(team(team).resolve(algorithm.word))) {
                children(part).forEach(file -> digests.add(new Digest(algorithm, String.valueOf(file.getFileName()))));
            }
        }
        return digests;
    }

    /** Teams that have a folder. */
    List<UUID> teams() {
        List<UUID> ids = new ArrayList<>();
        for (Path file : children(root)) {
            ids.add(UUID.fromString(String.valueOf(file.getFileName())));
        }
        return ids;
    }

    /** A folder of a few hundred at most is looked through quickly by every file system. */
    private Path bucket(UUID team, Digest digest) {
        return team(team).resolve(digest.algorithm().word).resolve(digest.hex().substring(0, 2));
    }

    private Path team(UUID team) {
        return root.resolve(team.toString());
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot list " + folder, failure);
        }
    }

    private static Path folder(Path folder) {
        try {
            return Files.isDirectory(folder)
                    ? folder
                    : Files.createDirectories(
                            folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot make the folder " + folder, failure);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot remove " + file, failure);
        }
    }
}
