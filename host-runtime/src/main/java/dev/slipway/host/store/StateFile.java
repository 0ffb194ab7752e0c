package dev.slipway.host.store;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.base.Step;
import java.io.IOException;
import java.lang.System.Logger.Level;
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

    /** Added to the name of a document that cannot be read. */
    public static final String DAMAGED = ".damaged";

    private static final System.Logger LOG = System.getLogger("slipway.store");
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

    /**
     * Like {@link #read}, for the start of an engine: a damaged document is moved aside to {@code NAME.damaged} and counts
     * as none, so that one torn file does not keep everything else from running. Who owns what the document was about must
     * not take it for garbage while {@link #isSetAside}.
     */
    public synchronized Optional<T> readOrSetAside() {
        try {
            // What a kill left of a write that was never finished.
            Files.deleteIfExists(temporary);
            return read();
        } catch (IOException e) {
            throw EngineException.internal("cannot delete '" + temporary + "': " + e, e);
        } catch (EngineException e) {
            setAside();
            LOG.log(
                    Level.ERROR,
                    "{0}. It is kept as ''{1}''; what it described is left alone until it is restored or deleted",
                    e.getMessage(),
                    damaged());
            return Optional.empty();
        }
    }

    private void setAside() {
        try {
            Files.move(file, damaged(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw EngineException.internal("cannot move the damaged state '" + file + "' aside: " + e, e);
        }
    }

    private Path damaged() {
        return file.resolveSibling(file.getFileName() + DAMAGED);
    }

    /** Whether a damaged document lies where this one should be. */
    public boolean isSetAside() {
        return Files.exists(damaged());
    }

    /** Replaces the value. The parent folder is made when missing. */
    public synchronized void write(T value) {
        byte[] text = (Json.write(value) + "\n").getBytes(StandardCharsets.UTF_8);
        if (text.length > MAX_BYTES) {
            throw EngineException.internal("cannot write state '" + file + "': " + text.length + " bytes", null);
        }
        try {
            writeTemporary(text);
            Step.before("record: put a " + type.getSimpleName() + " in place");
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            syncFolder();
        } catch (IOException e) {
            throw EngineException.internal("cannot write state '" + file + "': " + e, e);
        }
    }

    private void writeTemporary(byte[] text) throws IOException {
        try {
            writeWhole(text);
        } catch (IOException e) {
            // A full disk takes half a file; what it took goes back.
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    private void writeWhole(byte[] text) throws IOException {
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
