package dev.slipway.host.layer;

import dev.slipway.host.base.BulkInput;
import dev.slipway.host.layer.TarEntry.Extent;
import dev.slipway.host.layer.TarEntry.Type;
import dev.slipway.host.linux.FileName;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive member by member, strictly: ustar, PAX, GNU long names and sparse files; everything is bounded and
 * nothing is guessed. Holds one buffer and one member's metadata in memory. Names are text as {@link FileName} carries it.
 *
 * <p>Own code because extended attributes are binary (a file's capabilities) and must not pass through a text decoder.
 */
public final class TarReader implements AutoCloseable {
    /** Largest extended header: a few long names and the largest attribute. */
    private static final int MAX_EXTENDED_BYTES = 1 << 20;

    private static final int MAX_LONG_NAME_BYTES = 64 << 10;
    private static final long MAX_ID = 0xFFFFFFFEL;
    private static final int BUFFER_BYTES = 128 << 10;
    private static final int PERMISSIONS = 07777;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;

    /** Data of the current member that is not read yet, and the padding behind it. */
    private long left;

    private int padding;
    private boolean ended;

    public TarReader(InputStream in) {
        this.in = in;
    }

    /**
     * The next member, or null at the end. What was not read of the previous one is skipped.
     *
     * @throws dev.slipway.host.base.EngineException INVALID when the archive is damaged or uses what is not supported
     */
    public @Nullable TarEntry next() throws IOException {
        skipRest();
        PaxRecords pax = PaxRecords.NONE;
        String longName = "";
        String longLink = "";
        while (true) {
            byte[] block = header();
            if (block == null) {
                return null;
            }
            char flag = (char) (block[TarFormat.TYPE] & 0xFF);
            switch (flag) {
                case 'x', 'X' -> pax = PaxRecords.parse(extension(block, MAX_EXTENDED_BYTES));
                case 'g' -> extension(block, MAX_EXTENDED_BYTES);
                case 'L' -> longName = text(extension(block, MAX_LONG_NAME_BYTES), 0, MAX_LONG_NAME_BYTES);
                case 'K' -> longLink = text(extension(block, MAX_LONG_NAME_BYTES), 0, MAX_LONG_NAME_BYTES);
                default -> {
                    String name = pax.name(longName.isEmpty() ? shortName(block) : longName);
                    String link = longLink.isEmpty() ? text(block, TarFormat.LINK, TarFormat.LINK_LENGTH) : longLink;
                    return member(block, flag, pax, name, pax.text("linkpath", link));
                }
            }
        }
    }

    /** The next header; null at the end of the archive, which is a zero block or the end of the stream. */
    private byte @Nullable [] header() throws IOException {
        byte[] block = new byte[TarFormat.BLOCK];
        if (ended || !fill(block)) {
            ended = true;
            return null;
        }
        long sum = 0;
        for (byte b : block) {
            sum |= b;
        }
        if (sum == 0) {
            ended = true;
            return null;
        }
        long stated = TarFormat.number(block, TarFormat.CHECKSUM, TarFormat.CHECKSUM_LENGTH);
        if (stated != TarFormat.checksum(block) && stated != TarFormat.signedChecksum(block)) {
            throw TarFormat.damaged("a header's checksum is wrong");
        }
        return block;
    }

    private byte[] extension(byte[] block, int max) throws IOException {
        long size = TarFormat.number(block, TarFormat.SIZE, TarFormat.LONG_LENGTH);
        if (size < 0 || size > max) {
            throw TarFormat.damaged("an extended header has " + size + " bytes, at most " + max + " are read");
        }
        byte[] data = new byte[(int) size];
        left = size;
        padding = TarFormat.padding(size);
        if (read(data, 0, data.length) != data.length && data.length > 0) {
            throw truncated();
        }
        skipRest();
        return data;
    }

    private TarEntry member(byte[] block, char flag, PaxRecords pax, String name, String link) throws IOException {
        Type type = type(flag, name);
        long stored = pax.number("size", TarFormat.number(block, TarFormat.SIZE, TarFormat.LONG_LENGTH));
        if (stored < 0 || name.isEmpty() || name.indexOf('\0') >= 0 || link.indexOf('\0') >= 0) {
            throw TarFormat.damaged("a member has no valid name or size");
        }
        // Only files have data; some writers state the target's size on a link.
        left = type == Type.FILE ? stored : 0;
        padding = TarFormat.padding(left);
        List<Extent> extents = type == Type.FILE ? extents(block, flag, pax) : null;
        long size = extents == null ? left : realSize(block, flag, pax);
        if (extents != null) {
            SparseMap.check(extents, size, left);
        }
        BigDecimal time = pax.mtime();
        long headerTime = TarFormat.number(block, TarFormat.MTIME, TarFormat.LONG_LENGTH);
        return new TarEntry(
                name,
                type,
                (int) TarFormat.number(block, TarFormat.MODE, TarFormat.ID_LENGTH) & PERMISSIONS,
                id(pax.number("uid", TarFormat.number(block, TarFormat.UID, TarFormat.ID_LENGTH))),
                id(pax.number("gid", TarFormat.number(block, TarFormat.GID, TarFormat.ID_LENGTH))),
                size,
                time == null ? headerTime : seconds(time),
                time == null ? 0 : nanos(time),
                type == Type.HARD_LINK || type == Type.SYMLINK ? link : "",
                device(block, type, TarFormat.MAJOR),
                device(block, type, TarFormat.MINOR),
                pax.xattrs().isEmpty() ? Map.of() : pax.xattrs(),
                extents);
    }

    private static Type type(char flag, String name) {
        return switch (flag) {
            case '\0', '0', '7' -> name.endsWith("/") && flag == '\0' ? Type.FOLDER : Type.FILE;
            case 'S' -> Type.FILE;
            case '1' -> Type.HARD_LINK;
            case '2' -> Type.SYMLINK;
            case '3' -> Type.CHAR_DEVICE;
            case '4' -> Type.BLOCK_DEVICE;
            case '5' -> Type.FOLDER;
            case '6' -> Type.FIFO;
            default -> throw TarFormat.damaged("member '" + name + "' has unknown type '" + flag + "'");
        };
    }

    private static long id(long value) {
        if (value < 0 || value > MAX_ID) {
            throw TarFormat.damaged("an owner's id " + value + " is outside 0…" + MAX_ID);
        }
        return value;
    }

    private static int device(byte[] block, Type type, int offset) {
        boolean has = type == Type.CHAR_DEVICE || type == Type.BLOCK_DEVICE;
        return has ? (int) TarFormat.number(block, offset, TarFormat.ID_LENGTH) : 0;
    }

    private static long seconds(BigDecimal time) {
        return time.setScale(0, java.math.RoundingMode.FLOOR).longValue();
    }

    private static int nanos(BigDecimal time) {
        return time.subtract(BigDecimal.valueOf(seconds(time)))
                .movePointRight(9)
                .intValue();
    }

    private @Nullable List<Extent> extents(byte[] block, char flag, PaxRecords pax) throws IOException {
        if (flag == 'S') {
            return gnuExtents(block);
        }
        if (!pax.sparse()) {
            return null;
        }
        return pax.mapInData() ? extentsInData() : pax.extents();
    }

    private static long realSize(byte[] block, char flag, PaxRecords pax) {
        return flag == 'S'
                ? TarFormat.number(block, TarFormat.SPARSE_REAL_SIZE, TarFormat.LONG_LENGTH)
                : pax.realSize(0);
    }

    private List<Extent> gnuExtents(byte[] block) throws IOException {
        List<Extent> extents = new ArrayList<>();
        SparseMap.add(extents, block, TarFormat.SPARSE, TarFormat.SPARSE_EXTENTS);
        boolean more = block[TarFormat.SPARSE_MORE] != 0;
        while (more) {
            byte[] next = new byte[TarFormat.BLOCK];
            if (!fill(next)) {
                throw truncated();
            }
            SparseMap.add(extents, next, 0, TarFormat.CONTINUED_EXTENTS);
            more = next[TarFormat.CONTINUED_MORE] != 0;
        }
        return extents;
    }

    /** Format 1.0: the data begins with the number of parts, then offsets and lengths, one a line, padded to a block. */
    private List<Extent> extentsInData() throws IOException {
        long before = left;
        long count = line();
        if (count > SparseMap.MAX_EXTENTS) {
            throw TarFormat.damaged("a sparse file has too many parts");
        }
        List<Long> numbers = new ArrayList<>();
        for (long i = 0; i < 2 * count; i++) {
            numbers.add(line());
        }
        byte[] rest = new byte[TarFormat.padding(before - left)];
        if (rest.length > 0 && read(rest, 0, rest.length) != rest.length) {
            throw truncated();
        }
        return SparseMap.extents(numbers);
    }

    private long line() throws IOException {
        byte[] digits = new byte[20];
        byte[] one = new byte[1];
        for (int length = 0; length < digits.length; length++) {
            if (read(one, 0, 1) != 1) {
                throw truncated();
            }
            if (one[0] == '\n') {
                return PaxRecords.decimal(digits, 0, length);
            }
            digits[length] = one[0];
        }
        throw TarFormat.damaged("a sparse file's map has a line that is too long");
    }

    private static String shortName(byte[] block) {
        String name = text(block, TarFormat.NAME, TarFormat.NAME_LENGTH);
        // GNU's format uses the prefix field for times.
        boolean ustar = Arrays.equals(block, TarFormat.MAGIC, TarFormat.MAGIC + 6, TarFormat.USTAR, 0, 6);
        String prefix = ustar ? text(block, TarFormat.PREFIX, TarFormat.PREFIX_LENGTH) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String text(byte[] block, int offset, int max) {
        int end = offset;
        while (end < block.length && end < offset + max && block[end] != 0) {
            end++;
        }
        return FileName.decode(block, offset, end - offset);
    }

    /** Stored bytes of the current member: all of a plain file, the parts of a sparse one; -1 at their end. */
    public int read(byte[] into, int from, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int done = 0;
        while (done < length && left > 0) {
            int n = take(into, from + done, (int) Math.min(length - done, left));
            if (n < 0) {
                throw truncated();
            }
            done += n;
            left -= n;
        }
        return done;
    }

    /** The current member's stored bytes as a stream; closing it closes nothing. */
    public InputStream data() {
        return new BulkInput() {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return length == 0 ? 0 : TarReader.this.read(into, from, length);
            }
        };
    }

    /** Reads to the end of the stream, past the archive's end mark, so that a digest covers every byte. */
    void drain(Runnable check) throws IOException {
        position = limit;
        while (in.read(buffer, 0, buffer.length) >= 0) {
            check.run();
        }
    }

    private void skipRest() throws IOException {
        long skip = left + padding;
        while (skip > 0) {
            int n = take(buffer, -1, (int) Math.min(skip, Integer.MAX_VALUE));
            if (n < 0) {
                throw truncated();
            }
            skip -= n;
        }
        left = 0;
        padding = 0;
    }

    /** Fills a block; false at a clean end of the stream. */
    private boolean fill(byte[] block) throws IOException {
        int done = 0;
        while (done < block.length) {
            int n = take(block, done, block.length - done);
            if (n < 0 && done == 0) {
                return false;
            }
            if (n < 0) {
                throw truncated();
            }
            done += n;
        }
        return true;
    }

    /** Takes up to {@code length} bytes from the buffer; {@code from} of -1 drops them. */
    private int take(byte[] into, int from, int length) throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(in.read(buffer, 0, buffer.length), 0);
            if (limit == 0) {
                return -1;
            }
        }
        int n = Math.min(length, limit - position);
        if (from >= 0) {
            System.arraycopy(buffer, position, into, from, n);
        }
        position += n;
        return n;
    }

    private static dev.slipway.host.base.EngineException truncated() {
        return TarFormat.damaged("it ends in the middle of a member");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
