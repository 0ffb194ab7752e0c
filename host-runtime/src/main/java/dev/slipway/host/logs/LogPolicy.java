package dev.slipway.host.logs;

import dev.slipway.host.base.EngineException;

/**
 * How much of a container's output is kept.
 *
 * @param segmentBytes a segment is closed when it has this many bytes of output
 * @param segments how many there may be, the one being written included; the oldest is deleted
 * @param keep whether anything is kept at all
 */
public record LogPolicy(long segmentBytes, int segments, boolean keep) {
    /** Bytes of one segment. Five of them hold days of a talkative app and delete in large enough pieces to be cheap. */
    public static final long SEGMENT_BYTES = 10L << 20;

    /** Segments of one container: with {@link #SEGMENT_BYTES} no container takes more than about 50 MiB of disk. */
    public static final int SEGMENTS = 5;

    /** What is kept of a container that asks for nothing else, and at most of a tenant's. */
    public static final long DEFAULT_BYTES = SEGMENT_BYTES * SEGMENTS;

    /** Smallest segment: rotating more often than for each pipe's content would cost more than it saves. */
    static final long MIN_SEGMENT_BYTES = 64 << 10;

    /** Largest segment: offsets in the index are 31 bits wide. */
    static final long MAX_SEGMENT_BYTES = 1L << 30;

    public static final LogPolicy DEFAULT = new LogPolicy(SEGMENT_BYTES, SEGMENTS, true);

    /** Output reaches attached clients only. */
    public static final LogPolicy NONE = new LogPolicy(SEGMENT_BYTES, 1, false);

    public LogPolicy {
        if (segments < 1) {
            throw EngineException.invalid("invalid number of log segments '" + segments + "': must be at least 1");
        }
        segmentBytes = Math.clamp(segmentBytes, MIN_SEGMENT_BYTES, MAX_SEGMENT_BYTES);
    }
}
