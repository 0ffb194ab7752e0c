/**
 * Output of containers, from the pipes to disk and to whoever watches.
 *
 * <p>One thread ({@link Pump}) moves bytes from the pipes into segment files and indexes them as lines ({@code
 * SegmentWriter}); readers go over the index with their own descriptors ({@code SegmentedReader}); attached clients get the
 * raw bytes through bounded queues ({@link FanOut}). Knows no container and no wire format: framing is the caller's.
 */
@NullMarked
package dev.slipway.host.logs;

import org.jspecify.annotations.NullMarked;
