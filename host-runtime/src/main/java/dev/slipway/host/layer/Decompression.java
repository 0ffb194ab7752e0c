package dev.slipway.host.layer;

import com.github.luben.zstd.ZstdInputStream;
import dev.slipway.host.base.EngineException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** How an archive is compressed, recognised by its first bytes; decoded in this process, never by a program. */
public enum Decompression {
    PLAIN,
    GZIP(0x1f, 0x8b),
    ZSTD(0x28, 0xb5, 0x2f, 0xfd),
    BZIP2('B', 'Z', 'h'),
    XZ(0xfd, '7', 'z', 'X', 'Z', 0);

    private static final int LONGEST_MAGIC = 6;

    /** Largest dictionary of an xz archive, in KiB: the default preset needs 8 MiB, the highest 64. */
    private static final int MAX_XZ_KIB = 80 << 10;

    /** Largest zstd window, as a power of two: 128 MiB, what the zstd program takes without being asked for more. */
    private static final int MAX_ZSTD_WINDOW_LOG = 27;

    private static final int GZIP_BUFFER_BYTES = 64 << 10;

    /** The first bytes, one character each. */
    private final String magic;

    Decompression(int... magic) {
        this.magic = new String(magic, 0, magic.length);
    }

    /** Recognises {@code archive} and decompresses it; closing the result closes {@code archive}. */
    public static InputStream open(InputStream archive) throws IOException {
        PushbackInputStream in = peekable(archive);
        return recognise(in).decode(in);
    }

    /** Like {@link #open(InputStream)}, for an archive of strangers: reading fails when it is more, or grows more, than allowed. */
    public static InputStream open(InputStream archive, UnpackLimits limits) throws IOException {
        return BurstGuard.open(archive, limits);
    }

    /** {@code archive} so that {@link #recognise} can look at its start. */
    static PushbackInputStream peekable(InputStream archive) {
        return new PushbackInputStream(archive, LONGEST_MAGIC);
    }

    static Decompression recognise(PushbackInputStream in) throws IOException {
        byte[] start = in.readNBytes(LONGEST_MAGIC);
        in.unread(start);
        for (Decompression kind : values()) {
            if (kind != PLAIN && kind.matches(start)) {
                return kind;
            }
        }
        return PLAIN;
    }

    private boolean matches(byte[] start) {
        if (start.length < magic.length()) {
            return false;
        }
        for (int i = 0; i < magic.length(); i++) {
            if ((start[i] & 0xFF) != magic.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    InputStream decode(InputStream in) throws IOException {
        return switch (this) {
            case PLAIN -> in;
            case GZIP -> new GZIPInputStream(new Available(in), GZIP_BUFFER_BYTES);
            case ZSTD -> new ZstdInputStream(in).setLongMax(MAX_ZSTD_WINDOW_LOG);
            case BZIP2 -> new BZip2CompressorInputStream(in, true);
            case XZ -> new XZInputStream(in, MAX_XZ_KIB);
        };
    }

    /** Turns a decoder's complaint into the caller's mistake. */
    static EngineException damaged(IOException e) {
        return new EngineException(
                dev.slipway.host.base.ErrorKind.INVALID, "cannot read the archive: " + e.getMessage(), e);
    }

    /** The JDK looks for a further gzip member only where data is said to be available; a network rarely says so. */
    private static final class Available extends FilterInputStream {
        Available(InputStream in) {
            super(in);
        }

        @Override
        public int available() {
            return 1;
        }
    }
}
