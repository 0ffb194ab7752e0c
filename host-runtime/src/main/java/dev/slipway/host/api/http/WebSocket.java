package dev.slipway.host.api.http;

import dev.slipway.host.base.BulkInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A connection taken over as a WebSocket (RFC 6455): messages are pieces of two streams, their borders mean nothing. */
public final class WebSocket implements AutoCloseable {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int OPCODE = 0x0f;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LENGTH = 0x7f;
    private static final int SHORT_LENGTH = 126;
    private static final int LONG_LENGTH = 127;
    private static final int MASK_BYTES = 4;

    /** Payload of control frames is bounded by the protocol (section 5.5). */
    private static final int MOST_CONTROL_BYTES = 125;

    private final RawStream stream;
    private final Frames input = new Frames();
    private boolean closed;

    WebSocket(RawStream stream) {
        this.stream = stream;
    }

    /** The value that proves to a client with {@code key} that its request was understood (section 4.2.2). */
    static String accept(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1").digest((key.strip() + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /** What the client sends; ends when it closes. */
    public InputStream input() {
        return input;
    }

    /** Sends one binary message. */
    public void write(byte[] bytes, int offset, int length) throws IOException {
        send(BINARY, bytes, offset, length);
    }

    private synchronized void send(int opcode, byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            return;
        }
        ByteBuffer frame = ByteBuffer.allocate(2 + Long.BYTES + length).put((byte) (FIN | opcode));
        if (length < SHORT_LENGTH) {
            frame.put((byte) length);
        } else if (length <= 0xFFFF) {
            frame.put((byte) SHORT_LENGTH).putShort((short) length);
        } else {
            frame.put((byte) LONG_LENGTH).putLong(length);
        }
        frame.put(bytes, offset, length);
        closed = opcode == CLOSE;
        stream.write(frame.array(), 0, frame.position());
    }

    @Override
    public void close() {
        try {
            send(CLOSE, new byte[0], 0, 0);
        } catch (IOException e) {
            // The client has gone without a farewell.
            return;
        } finally {
            stream.close();
        }
    }

    /** Takes the frames apart as they are read; a large message is never held as a whole. */
    private final class Frames extends BulkInput {
        private final byte[] mask = new byte[MASK_BYTES];
        private long left;
        private int position;
        private boolean ended;

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            while (left == 0 && !ended) {
                next();
            }
            if (ended) {
                return -1;
            }
            int count = stream.input().read(bytes, offset, (int) Math.min(length, left));
            if (count < 0) {
                ended = true;
                return -1;
            }
            unmask(bytes, offset, count);
            left -= count;
            return count;
        }

        private void unmask(byte[] bytes, int offset, int count) {
            for (int i = 0; i < count; i++) {
                bytes[offset + i] ^= mask[position++ % MASK_BYTES];
            }
        }

        private void next() throws IOException {
            int first = stream.input().read();
            if (first < 0) {
                ended = true;
                return;
            }
            int second = octet();
            if ((second & MASKED) == 0) {
                throw new IOException("the client sends frames without a mask, which RFC 6455 forbids");
            }
            long length = length(second & LENGTH);
            for (int i = 0; i < MASK_BYTES; i++) {
                mask[i] = (byte) octet();
            }
            position = 0;
            if ((first & OPCODE) < CLOSE) {
                left = length;
            } else {
                control(first & OPCODE, length);
            }
        }

        private long length(int seven) throws IOException {
            int octets = seven == LONG_LENGTH ? Long.BYTES : seven == SHORT_LENGTH ? Short.BYTES : 0;
            long length = octets == 0 ? seven : 0;
            for (int i = 0; i < octets; i++) {
                length = length << Byte.SIZE | octet();
            }
            if (length < 0) {
                throw new IOException("the client sends a frame of a negative length");
            }
            return length;
        }

        private void control(int opcode, long length) throws IOException {
            if (length > MOST_CONTROL_BYTES) {
                throw new IOException("the client sends a control frame of " + length + " bytes, 125 are allowed");
            }
            byte[] payload = stream.input().readNBytes((int) length);
            unmask(payload, 0, payload.length);
            if (opcode == PING) {
                send(PONG, payload, 0, payload.length);
            } else if (opcode == CLOSE) {
                ended = true;
                send(CLOSE, payload, 0, payload.length);
            }
        }

        private int octet() throws IOException {
            int octet = stream.input().read();
            if (octet < 0) {
                throw new EOFException("the client closed the connection in the middle of a frame");
            }
            return octet;
        }
    }
}
