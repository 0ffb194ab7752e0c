package dev.slipway.host.network.names;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A DNS query with its one question (RFC 1035, 4.1).
 *
 * @param bytes the whole message
 * @param name without the final dot
 * @param end offset behind the question
 */
record Question(byte[] bytes, String name, int type, int end) {
    static final int HEADER_BYTES = 12;
    static final int TYPE_A = 1;
    static final int TYPE_PTR = 12;
    static final int TYPE_AAAA = 28;
    private static final int CLASS_INTERNET = 1;
    static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 255;
    private static final int FLAG_RESPONSE = 0x80;
    private static final int OPCODE = 0x78;

    /** Empty for anything but a standard query with one question about the Internet. */
    static Optional<Question> parse(byte[] message) {
        if (message.length < HEADER_BYTES || (message[2] & (FLAG_RESPONSE | OPCODE)) != 0) {
            return Optional.empty();
        }
        if (ByteBuffer.wrap(message).getShort(4) != 1) {
            return Optional.empty();
        }
        StringBuilder name = new StringBuilder();
        int at = HEADER_BYTES;
        while (at < message.length && message[at] != 0) {
            int length = message[at];
            if (length < 0 || length > MAX_LABEL || at + 1 + length >= message.length || name.length() > MAX_NAME) {
                return Optional.empty();
            }
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(message, at + 1, length, StandardCharsets.ISO_8859_1));
            at += 1 + length;
        }
        if (at + 5 > message.length || ByteBuffer.wrap(message).getShort(at + 3) != CLASS_INTERNET) {
            return Optional.empty();
        }
        int type = ByteBuffer.wrap(message).getShort(at + 1) & 0xffff;
        return Optional.of(new Question(message, name.toString(), type, at + 5));
    }

    int id() {
        return ByteBuffer.wrap(bytes).getShort(0) & 0xffff;
    }

    /** The same query under another number. */
    byte[] numbered(int id) {
        byte[] copy = bytes.clone();
        ByteBuffer.wrap(copy).putShort(0, (short) id);
        return copy;
    }

    /** Whether {@code answer} is a response to this question under the number {@code id}. */
    boolean isAnsweredBy(byte[] answer, int id) {
        return answer.length >= end
                && (ByteBuffer.wrap(answer).getShort(0) & 0xffff) == id
                && (answer[2] & FLAG_RESPONSE) != 0
                && Arrays.equals(bytes, HEADER_BYTES, end, answer, HEADER_BYTES, end);
    }
}
