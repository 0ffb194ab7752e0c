package dev.slipway.host.layer;

/**
 * How much one archive may unpack to.
 *
 * @param maxEntries members, which is also the most inodes
 * @param maxBytes of the uncompressed archive
 * @param maxRatio uncompressed to compressed, looked at beyond {@link #RATIO_FREE_BYTES}
 */
public record UnpackLimits(long maxEntries, long maxBytes, int maxRatio) {
    /** Below this no ratio is suspicious: a file of zeros compresses well. */
    static final long RATIO_FREE_BYTES = 256L << 20;

    /**
     * Two million files and 64 GiB are several times the largest images in use; deflate cannot exceed 1,032, so the ratio
     * stops only what is made to burst.
     */
    public static final UnpackLimits DEFAULT = new UnpackLimits(2_000_000, 64L << 30, 2_000);
}
