package dev.slipway.host.api.http;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The content of a streamed answer: each write is one chunk, sent at once. Only {@link #finish()} makes it whole. */
final class BodyOutput extends OutputStream {
    /** Largest chunk; bounds what one write copies. */
    private static final int CHUNK_BYTES = 64 * 1024;

    private static final byte[] LINE = {'\r', '\n'};
    private static final byte[] LAST = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Outlet outlet;
    private final boolean chunked;
    private final boolean silent;
    private boolean closed;

    BodyOutput(Outlet outlet, boolean chunked, boolean silent) {
        this.outlet = outlet;
        this.chunked = chunked;
        this.silent = silent;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("answer is complete, nothing can be added");
        }
        for (int done = 0; done < length && !silent; done += CHUNK_BYTES) {
            writeChunk(bytes, offset + done, Math.min(CHUNK_BYTES, length - done));
        }
    }

    private void writeChunk(byte[] bytes, int offset, int length) throws IOException {
        if (!chunked) {
            outlet.write(bytes, offset, length);
            return;
        }
        byte[] size = Integer.toHexString(length).getBytes(StandardCharsets.US_ASCII);
        ByteBuf chunk = outlet.buffer(size.length + length + 2 * LINE.length);
        chunk.writeBytes(size)
                .writeBytes(LINE)
                .writeBytes(bytes, offset, length)
                .writeBytes(LINE);
        outlet.write(chunk);
    }

    /** Ends what the handler writes, not the answer: after a failure half of it must not look whole. */
    @Override
    public void close() {
        closed = true;
    }

    /** Makes the answer whole. */
    void finish() throws IOException {
        closed = true;
        if (chunked && !silent) {
            outlet.write(LAST, 0, LAST.length);
        }
    }
}
