package dev.slipway.host.api.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A connection taken over: bytes both ways. The input ends when the client closes its half; the output goes on. */
public final class RawStream implements AutoCloseable {
    private final Intake input;
    private final Outlet outlet;
    private final Runnable linger;
    private boolean closed;

    RawStream(Intake input, Outlet outlet, Runnable linger) {
        this.input = input;
        this.outlet = outlet;
        this.linger = linger;
    }

    /** What the client sends, from the first byte behind its request. */
    public InputStream input() {
        return input;
    }

    /** Sends bytes at once; waits for a slow client and gives it up after a minute. Any thread may write. */
    public void write(byte[] bytes, int offset, int length) throws IOException {
        outlet.write(bytes, offset, length);
    }

    /** Sends a Docker frame: which stream, length, content, in one piece. */
    public void writeFrame(int stream, byte[] bytes, int offset, int length) throws IOException {
        outlet.write(outlet.buffer(Frames.HEADER_BYTES + length)
                .writeByte(stream)
                .writeMedium(0)
                .writeInt(length)
                .writeBytes(bytes, offset, length));
    }

    /** {@link #write} as a stream. */
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                RawStream.this.write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                RawStream.this.write(bytes, offset, length);
            }
        };
    }

    /** Sends what is pending, then ends the connection; what the client still sends is thrown away. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            linger.run();
        }
    }
}
