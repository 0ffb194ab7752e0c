package dev.slipway.host.spec;

/**
 * How fast a block device may be used.
 *
 * @param kind of use
 * @param major of the device
 * @param minor of the device
 * @param rate bytes or operations per second
 */
public record Throttle(Kind kind, int major, int minor, long rate) {
    /** What is counted. */
    public enum Kind {
        READ_BYTES,
        WRITE_BYTES,
        READ_OPERATIONS,
        WRITE_OPERATIONS
    }
}
