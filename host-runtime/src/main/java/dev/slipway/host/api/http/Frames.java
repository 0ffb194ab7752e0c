package dev.slipway.host.api.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Docker's framing of several streams in one: stream number, three zeros, length as four bytes, content. */
public final class Frames {
    static final int HEADER_BYTES = 8;

    private Frames() {}

    /** Writes {@code content} as one frame with one write. */
    public static void write(OutputStream out, int stream, byte[] content) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + content.length);
        frame.putInt(stream << 24).putInt(content.length).put(content);
        out.write(frame.array());
    }
}
