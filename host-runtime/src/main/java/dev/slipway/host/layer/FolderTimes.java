package dev.slipway.host.layer;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.FileName;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Modification times of folders, kept until everything is in them: in a file for layers, since an archive of nothing but
 * folders with long names would fill the memory.
 */
final class FolderTimes {
    /** Most an archive for a container may note in memory. */
    private static final int MAX_MEMORY_BYTES = 32 << 20;

    private final DataOutputStream out;
    private final Supplier<InputStream> again;

    private FolderTimes(OutputStream out, Supplier<InputStream> again) {
        this.out = new DataOutputStream(new BufferedOutputStream(out));
        this.again = again;
    }

    static FolderTimes inFile(Path file) throws IOException {
        return new FolderTimes(Files.newOutputStream(file), () -> {
            try {
                return Files.newInputStream(file);
            } catch (IOException e) {
                throw EngineException.internal("cannot read back '" + file + "': " + e, e);
            }
        });
    }

    static FolderTimes inMemory() {
        ByteArrayOutputStream memory = new ByteArrayOutputStream();
        return new FolderTimes(memory, () -> new ByteArrayInputStream(memory.toByteArray()));
    }

    /** What to do with each note. */
    interface Consumer {
        void accept(String path, long seconds, int nanos) throws IOException;
    }

    void add(String path, long seconds, int nanos) {
        try {
            byte[] name = FileName.encode(path);
            if (out.size() > MAX_MEMORY_BYTES && again.get() instanceof ByteArrayInputStream) {
                throw EngineException.invalid("cannot unpack the archive: it has too many folders");
            }
            out.writeShort(name.length);
            out.write(name);
            out.writeLong(seconds);
            out.writeInt(nanos);
        } catch (IOException e) {
            throw EngineException.internal("cannot note a folder's time: " + e, e);
        }
    }

    void replay(Consumer consumer) throws IOException {
        out.close();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(again.get()))) {
            while (true) {
                int length;
                try {
                    length = in.readUnsignedShort();
                } catch (EOFException e) {
                    return;
                }
                byte[] name = in.readNBytes(length);
                consumer.accept(FileName.decode(name, 0, name.length), in.readLong(), in.readInt());
            }
        }
    }
}
