package dev.slipway.host.layer;

import dev.slipway.host.base.EngineException;
import java.nio.charset.StandardCharsets;

/** Where the fields of a tar header are, and its ways to write a number (POSIX.1-1988 ustar; GNU's extensions). */
final class TarFormat {
    static final int BLOCK = 512;
    static final int NAME = 0;
    static final int NAME_LENGTH = 100;
    static final int MODE = 100;
    static final int UID = 108;
    static final int GID = 116;
    static final int ID_LENGTH = 8;
    static final int SIZE = 124;
    static final int MTIME = 136;
    static final int LONG_LENGTH = 12;
    static final int CHECKSUM = 148;
    static final int CHECKSUM_LENGTH = 8;
    static final int TYPE = 156;
    static final int LINK = 157;
    static final int LINK_LENGTH = 100;
    static final int MAGIC = 257;
    static final int MAGIC_LENGTH = 8;
    static final byte[] USTAR = "ustar\00000".getBytes(StandardCharsets.US_ASCII);
    static final byte[] GNU = "ustar  \0".getBytes(StandardCharsets.US_ASCII);
    static final int MAJOR = 329;
    static final int MINOR = 337;
    static final int PREFIX = 345;
    static final int PREFIX_LENGTH = 155;

    /** GNU's sparse header: four extents, a flag that more follow, the file's real size. */
    static final int SPARSE = 386;

    static final int SPARSE_EXTENTS = 4;
    static final int SPARSE_MORE = 482;
    static final int SPARSE_REAL_SIZE = 483;

    /** GNU's continuation block: 21 extents and the flag. */
    static final int CONTINUED_EXTENTS = 21;

    static final int CONTINUED_MORE = 504;

    private static final int BYTE_MASK = 0xFF;
    private static final int BINARY = 0x80;
    private static final int BINARY_NEGATIVE = 0x40;

    private TarFormat() {}

    /** An octal number, or GNU's binary one when the first bit is set. */
    static long number(byte[] block, int offset, int length) {
        if ((block[offset] & BINARY) != 0) {
            return binary(block, offset, length);
        }
        long value = 0;
        boolean started = false;
        for (int i = offset; i < offset + length; i++) {
            int c = block[i];
            if (c == ' ' && !started) {
                continue;
            }
            if (c == 0 || c == ' ') {
                break;
            }
            if (c < '0' || c > '7' || value >>> 60 != 0) {
                throw damaged("a number in a header is not octal");
            }
            started = true;
            value = value << 3 | (c - '0');
        }
        return value;
    }

    private static long binary(byte[] block, int offset, int length) {
        boolean negative = (block[offset] & BINARY_NEGATIVE) != 0;
        long value = negative ? -1 : 0;
        for (int i = offset; i < offset + length; i++) {
            int b = block[i] & BYTE_MASK;
            if (i == offset) {
                b = negative ? b : b & ~BINARY;
            }
            if (value >> 55 != (negative ? -1 : 0)) {
                throw damaged("a number in a header is larger than 63 bits");
            }
            value = value << 8 | b;
        }
        return value;
    }

    /** Sum of a header's bytes with the checksum field as spaces. */
    static long checksum(byte[] block) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean own = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH;
            sum += own ? ' ' : block[i] & BYTE_MASK;
        }
        return sum;
    }

    /** What some old programs computed: the bytes taken as signed. */
    static long signedChecksum(byte[] block) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean own = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH;
            sum += own ? ' ' : block[i];
        }
        return sum;
    }

    /** Bytes after {@code size} up to the next block. */
    static int padding(long size) {
        return (int) (-size & (BLOCK - 1));
    }

    static EngineException damaged(String why) {
        return EngineException.invalid("cannot read the tar archive: " + why);
    }
}
