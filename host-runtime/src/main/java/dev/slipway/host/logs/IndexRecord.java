package dev.slipway.host.logs;

import dev.slipway.host.linux.NativeMemory;
import java.nio.ByteBuffer;

/**
 * Where one message lies: a fixed-size record of a segment's index, so that the n-th is found by arithmetic and a time by
 * binary search.
 *
 * @param nanos epoch nanoseconds
 * @param offset of its first byte in the stream's data file of the segment
 * @param length bytes, at most {@link LineCutter#MAX_MESSAGE}
 * @param stream 1 stdout, 2 stderr
 * @param partial whether the line goes on in the stream's next message
 */
record IndexRecord(long nanos, int offset, int length, int stream, boolean partial) {
    /** Bytes on disk: 8 time, 4 offset, 4 length and flags. */
    static final int SIZE = 16;

    private static final int LENGTH_SHIFT = 8;
    private static final int STREAM_SHIFT = 1;
    private static final int STREAM_MASK = 3;

    /** Writes a record without making one: a noisy container has a million a second. */
    static void write(ByteBuffer buffer, long nanos, int offset, int length, int stream, boolean partial) {
        buffer.putLong(nanos)
                .putInt(offset)
                .putInt(length << LENGTH_SHIFT | stream << STREAM_SHIFT | (partial ? 1 : 0));
    }

    static IndexRecord read(NativeMemory memory, int at) {
        int packed = memory.getInt(at + 12L);
        return new IndexRecord(
                memory.getLong(at),
                memory.getInt(at + 8L),
                packed >>> LENGTH_SHIFT,
                packed >>> STREAM_SHIFT & STREAM_MASK,
                (packed & 1) == 1);
    }

    /** First offset after it. */
    int end() {
        return offset + length;
    }
}
