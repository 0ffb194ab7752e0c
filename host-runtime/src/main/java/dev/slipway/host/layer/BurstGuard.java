package dev.slipway.host.layer;

import dev.slipway.host.base.EngineException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stranger's archive while it is decompressed: stops one that is made to burst. */
final class BurstGuard extends FilterInputStream {
    private final Counted compressed;
    private final UnpackLimits limits;
    private long count;

    private BurstGuard(InputStream plain, Counted compressed, UnpackLimits limits) {
        super(plain);
        this.compressed = compressed;
        this.limits = limits;
    }

    static InputStream open(InputStream archive, UnpackLimits limits) throws IOException {
        Counted compressed = new Counted(archive);
        return new BurstGuard(Decompression.open(compressed), compressed, limits);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int n = super.read(into, from, length);
        count += Math.max(n, 0);
        if (count > limits.maxBytes()) {
            throw EngineException.invalid(
                    "cannot unpack the archive: it has more than " + limits.maxBytes() + " bytes");
        }
        if (count > UnpackLimits.RATIO_FREE_BYTES && count / Math.max(compressed.count, 1) > limits.maxRatio()) {
            throw EngineException.invalid("cannot unpack the archive: it grows more than " + limits.maxRatio()
                    + " times, as no real one does");
        }
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        // What is skipped is decompressed, too.
        return Math.max(0, read(new byte[(int) Math.min(n, 8192)], 0, (int) Math.min(n, 8192)));
    }

    /** Counts what is read through it. */
    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int n = super.read(into, from, length);
            count += Math.max(n, 0);
            return n;
        }
    }
}
