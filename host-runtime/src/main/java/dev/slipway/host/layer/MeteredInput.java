package dev.slipway.host.layer;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.image.Digests;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Counts, digests and copies what is read through it. */
final class MeteredInput extends FilterInputStream {
    private final MessageDigest digest = Digests.sha256();
    private final OutputStream copy;
    private long count;

    MeteredInput(InputStream in, OutputStream copy) {
        super(in);
        this.copy = copy;
    }

    /** Bytes read so far. */
    long count() {
        return count;
    }

    /** {@code sha256:…} of what was read; ends the digest. */
    String digest() {
        return Digests.format(digest.digest());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int n = super.read(into, from, length);
        if (n > 0) {
            count += n;
            digest.update(into, from, n);
            copy.write(into, from, n);
        }
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        throw new IOException("what is skipped is not digested");
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Stops an archive that bursts. */
    void check(UnpackLimits limits, long compressed) {
        if (count > limits.maxBytes()) {
            throw EngineException.invalid(
                    "cannot unpack the archive: it has more than " + limits.maxBytes() + " bytes");
        }
        if (count > UnpackLimits.RATIO_FREE_BYTES && count / Math.max(compressed, 1) > limits.maxRatio()) {
            throw EngineException.invalid("cannot unpack the archive: it grows more than " + limits.maxRatio()
                    + " times, as no real one does");
        }
    }
}
