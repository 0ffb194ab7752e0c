package dev.slipway.host.store;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One JSON document in one file. A write puts the new text under a temporary name and renames it over the old, so a
 * reader, also one after kill -9, sees the old value or the new one and never a mixture.
 *
 * <p>One instance per path; its methods may be called by several threads. Files are readable by their owner only.
 */
public final class StateFile<T> {
    /** Largest document; state is small by design, so a larger file is damage or a mistake. */
    static final long MAX_BYTES = 16L << 20;

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;
    private final Path temporary;
    private final Class<T> type;
    private final Durability durability;

    /** What a finished {@link #write} survives. */
    public enum Durability {
        /** The end of this process, however sudden. No fsync: for the hot path. */
        PROCESS,
        /** Also a power cut: the text and its name are on disk when {@code write} returns. */
        POWER
    }

    /** A document that survives the end of the process. */
    public StateFile(Path file, Class<T> type) {
        this(file, type, Durability.PROCESS);
    }

    public StateFile(Path file, Class<T> type, Durability durability) {
        this.file = file;
        this.temporary = file.resolveSibling("." + file.getFileName() + ".new");
        this.type = type;
        this.durability = durability;
    }

    /** Where the document is. */
    public Path path() {
        return file;
    }

    /**
     * The current value; empty when there is none.
     *
     * @throws EngineException INTERNAL when the file cannot be read or does not hold a {@code T}
     */
    public synchronized Optional<T> read() {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw EngineException.internal(
                        "cannot read state '" + file + "': larger than " + MAX_BYTES + " bytes", null);
            }
            return Optional.of(Json.mapper().readValue(Files.readAllBytes(file), type));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw EngineException.internal(
                    "cannot read state '" + file + "' as " + type.getSimpleName() + ": " + e.getMessage()
                            + "; restore the file or move it away",
                    e);
        }
    }

    /** Replaces the value. The parent folder is made when missing. */
    public synchronized void write(T value) {
        byte[] text = (Json.write(value) + "\n").getBytes(StandardCharsets.UTF_8);
        if (text.length > MAX_BYTES) {
            throw EngineException.internal("cannot write state '" + file + "': " + text.length + " bytes", null);
        }
        try {
            writeTemporary(text);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            syncFolder();
        } catch (IOException e) {
            throw EngineException.internal("cannot write state '" + file + "': " + e, e);
        }
    }

    private void writeTemporary(byte[] text) throws IOException {
        try {
            writeNew(text);
        } catch (NoSuchFileException e) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            writeNew(text);
        }
    }

    private void writeNew(byte[] text) throws IOException {
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        try (FileChannel channel = FileChannel.open(temporary, options, OWNER_ONLY)) {
            ByteBuffer left = ByteBuffer.wrap(text);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            if (durability == Durability.POWER) {
                channel.force(true);
            }
        }
    }

    private void syncFolder() throws IOException {
        if (durability == Durability.POWER) {
            try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
                folder.force(true);
            }
        }
    }

    /** Removes the document; nothing happens when there is none. */
    public synchronized void delete() {
        try {
            for (Path path : List.of(file, temporary)) {
                // deleteIfExists throws and catches when there is none, which is the usual case for one of them.
                if (Files.exists(path)) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException e) {
            throw EngineException.internal("cannot delete state '" + file + "': " + e, e);
        }
    }
}
