package dev.slipway.host.layer;

import dev.slipway.host.image.Digests;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Writes a file and its digest. */
final class BlobFile extends OutputStream {
    private static final int BUFFER_BYTES = 128 << 10;
    private final MessageDigest digest = Digests.sha256();
    private final OutputStream out;
    private long bytes;

    BlobFile(Path file) throws IOException {
        this(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES));
    }

    private BlobFile(OutputStream out) {
        this.out = out;
    }

    /** Digests and counts only. */
    static BlobFile none() {
        return new BlobFile(nullOutputStream());
    }

    /** Copies to {@code out}, which closing this does not close. */
    static BlobFile copying(OutputStream out) {
        return new BlobFile(new java.io.FilterOutputStream(out) {
            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                out.write(from, offset, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        });
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        digest.update(from, offset, length);
        out.write(from, offset, length);
        bytes += length;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    long bytes() {
        return bytes;
    }

    /** {@code sha256:…} of what was written; ends the digest. */
    String digest() {
        return Digests.format(digest.digest());
    }
}
