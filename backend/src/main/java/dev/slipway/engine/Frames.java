package dev.slipway.engine;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Output and errors on one connection, as Docker's API frames them: a stream's number, three zeros, four bytes of length
 * and the bytes. Given on as they come, the number in front.
 */
final class Frames {

    private static final int HEAD = 8;

    private final Hijacked stream;
    private ByteBuffer have = ByteBuffer.allocate(0);
    private byte number;
    private int left;

    Frames(Hijacked stream) {
        this.stream = stream;
    }

    /** The number of a stream and some of its bytes; null at the end. */
    byte @Nullable [] next() throws IOException {
        while (left == 0) {
            ByteBuffer head = ByteBuffer.allocate(HEAD);
            while (head.hasRemaining()) {
                if (!more()) {
                    if (head.position() == 0) {
                        return null;
                    }
                    throw new EOFException("the output broke off within a frame");
                }
                head.put(have.get());
            }
            number = head.get(0);
            left = head.getInt(4);
        }
        if (!more()) {
            throw new EOFException("the output broke off within a frame");
        }
        int count = Math.min(left, have.remaining());
        byte[] bytes = new byte[count + 1];
        bytes[0] = number;
        have.get(bytes, 1, count);
        left -= count;
        return bytes;
    }

    private boolean more() throws IOException {
        if (!have.hasRemaining()) {
            byte[] bytes = stream.read();
            if (bytes == null) {
                return false;
            }
            have = ByteBuffer.wrap(bytes);
        }
        return have.hasRemaining() || more();
    }
}
