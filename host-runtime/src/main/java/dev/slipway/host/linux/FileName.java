package dev.slipway.host.linux;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * File names as text. A name is bytes to the kernel and mostly UTF-8; a byte that is not is carried as the lone surrogate
 * {@code U+DC00 + byte}, which no valid text contains, so that every name survives reading and writing unchanged.
 */
public final class FileName {
    /** Longest single name, in bytes (NAME_MAX). */
    public static final int MAX_BYTES = 255;

    /** Longest path the kernel takes in one call, in bytes, without the final NUL (PATH_MAX - 1). */
    public static final int MAX_PATH_BYTES = 4095;

    private static final int ESCAPE = 0xDC00;
    private static final int ASCII_END = 0x80;
    private static final int BYTE_MASK = 0xFF;

    private FileName() {}

    /** The name of {@code length} bytes from {@code from}. */
    public static String decode(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] < 0) {
                return decodeEscaping(ByteBuffer.wrap(bytes, from, length));
            }
        }
        return new String(bytes, from, length, StandardCharsets.US_ASCII);
    }

    private static String decodeEscaping(ByteBuffer in) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer out = CharBuffer.allocate(in.remaining());
        while (in.hasRemaining()) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isError()) {
                for (int i = 0; i < result.length(); i++) {
                    out.put((char) (ESCAPE + (in.get() & BYTE_MASK)));
                }
                decoder.reset();
            }
        }
        return out.flip().toString();
    }

    /** The name's bytes. */
    public static byte[] encode(String name) {
        if (name.chars().noneMatch(FileName::isEscape)) {
            return name.getBytes(StandardCharsets.UTF_8);
        }
        ByteBuffer out = ByteBuffer.allocate(name.length() * 3);
        int plain = 0;
        for (int i = 0; i < name.length(); i++) {
            boolean escape = isEscape(name.charAt(i)) && (i == 0 || !Character.isHighSurrogate(name.charAt(i - 1)));
            if (escape) {
                out.put(name.substring(plain, i).getBytes(StandardCharsets.UTF_8));
                out.put((byte) (name.charAt(i) - ESCAPE));
                plain = i + 1;
            }
        }
        out.put(name.substring(plain).getBytes(StandardCharsets.UTF_8));
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static boolean isEscape(int c) {
        return c >= ESCAPE + ASCII_END && c <= ESCAPE + BYTE_MASK;
    }

    /** A block that holds the name and a final NUL. */
    static NativeMemory memory(String name) {
        byte[] bytes = encode(name);
        return new NativeMemory(bytes.length + 1).put(0, bytes);
    }
}
