package dev.slipway.host.base;

import java.io.IOException;
import java.io.InputStream;

/** A stream that is read in pieces; a single byte is a piece of one. */
public abstract class BulkInput extends InputStream {
    private static final int BYTE = 0xFF;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & BYTE;
    }

    @Override
    public abstract int read(byte[] into, int from, int length) throws IOException;
}
