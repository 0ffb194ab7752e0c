package dev.slipway.host.logs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Records of one step on their way to the index. Used again and again: a noisy container has thousands of steps a second. */
final class RecordBatch {
    /** Room at first; a step with more gets more, of which the longest has as many as a chunk has bytes. */
    private static final int FIRST_RECORDS = 64;

    private ByteBuffer records = buffer(FIRST_RECORDS * IndexRecord.SIZE);

    void clear() {
        records.clear();
    }

    void add(long nanos, int offset, int length, int stream, boolean partial) {
        if (records.remaining() < IndexRecord.SIZE) {
            records = buffer(2 * records.capacity()).put(records.flip());
        }
        IndexRecord.write(records, nanos, offset, length, stream, partial);
    }

    /** How many were added. */
    int count() {
        return records.position() / IndexRecord.SIZE;
    }

    /** Those added, from the array's start. */
    byte[] array() {
        return records.array();
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }
}
