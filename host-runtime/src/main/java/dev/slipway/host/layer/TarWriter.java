package dev.slipway.host.layer;

import dev.slipway.host.linux.FileName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a tar archive: ustar headers, preceded by a PAX header where a field does not fit. The same members give the
 * same bytes. Times are whole seconds, as in Docker's layers.
 */
public final class TarWriter {
    private static final long MAX_OCTAL_7 = 07777777L;
    private static final long MAX_OCTAL_11 = 077777777777L;
    private static final int BUFFER_BYTES = 64 << 10;
    private static final String XATTR = "SCHILY.xattr.";

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    /** @param out not closed by this */
    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /** A member without data. */
    public void add(TarEntry entry) throws IOException {
        if (entry.type() == TarEntry.Type.FILE && entry.bytes() > 0) {
            throw new IllegalArgumentException("'" + entry.name() + "' needs its data");
        }
        header(entry);
    }

    /** A file with its {@code entry.bytes()} bytes from {@code data}, which is not closed. */
    public void add(TarEntry entry, InputStream data) throws IOException {
        begin(entry);
        long left = entry.bytes();
        while (left > 0) {
            int n = data.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw new IOException("'" + entry.name() + "' became shorter while it was read");
            }
            out.write(buffer, 0, n);
            left -= n;
        }
        end(entry.bytes());
    }

    /** Begins a file whose bytes the caller writes to the stream itself, before {@link #end}. */
    public void begin(TarEntry entry) throws IOException {
        header(entry);
    }

    /** Ends a file of {@code bytes} bytes. */
    public void end(long bytes) throws IOException {
        pad(bytes);
    }

    /** A small file, owned by root and dated 1970. */
    public void add(String name, byte[] content) throws IOException {
        header(TarEntry.of(name, TarEntry.Type.FILE, 0644, content.length, ""));
        out.write(content);
        pad(content.length);
    }

    /** The archive's end mark. */
    public void finish() throws IOException {
        out.write(new byte[2 * TarFormat.BLOCK]);
        out.flush();
    }

    private void header(TarEntry entry) throws IOException {
        byte[] name = FileName.encode(entry.name());
        byte[] link = FileName.encode(entry.linkName());
        Map<String, byte[]> pax = extensions(entry, name, link);
        if (!pax.isEmpty()) {
            byte[] records = records(pax);
            out.write(block(TarEntry.of("PaxHeaders.0", TarEntry.Type.FILE, 0, records.length, ""), 'x', null, null));
            out.write(records);
            pad(records.length);
        }
        out.write(block(entry, entry.type().flag(), name, link));
    }

    private static Map<String, byte[]> extensions(TarEntry entry, byte[] name, byte[] link) {
        Map<String, byte[]> pax = new LinkedHashMap<>();
        if (split(name) < 0) {
            pax.put("path", name);
        }
        if (link.length > TarFormat.LINK_LENGTH) {
            pax.put("linkpath", link);
        }
        number(pax, "uid", entry.uid(), MAX_OCTAL_7);
        number(pax, "gid", entry.gid(), MAX_OCTAL_7);
        number(pax, "size", entry.bytes(), MAX_OCTAL_11);
        number(pax, "mtime", entry.mtimeSeconds(), MAX_OCTAL_11);
        new TreeMap<>(entry.xattrs()).forEach((key, value) -> pax.put(XATTR + key, value));
        return pax;
    }

    private static void number(Map<String, byte[]> pax, String key, long value, long max) {
        if (value < 0 || value > max) {
            pax.put(key, Long.toString(value).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static byte[] records(Map<String, byte[]> pax) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pax.forEach((key, value) -> {
            byte[] start = (" " + key + "=").getBytes(StandardCharsets.UTF_8);
            int rest = start.length + value.length + 1;
            int length = rest;
            // The length counts its own digits.
            while (Integer.toString(length).length() + rest != length) {
                length = Integer.toString(length).length() + rest;
            }
            all.writeBytes(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
            all.writeBytes(start);
            all.writeBytes(value);
            all.write('\n');
        });
        return all.toByteArray();
    }

    private static byte[] block(
            TarEntry entry,
            char flag,
            byte @org.jspecify.annotations.Nullable [] name,
            byte @org.jspecify.annotations.Nullable [] link) {
        byte[] block = new byte[TarFormat.BLOCK];
        putName(block, name == null ? FileName.encode(entry.name()) : name);
        octal(block, TarFormat.MODE, TarFormat.ID_LENGTH, entry.mode());
        octal(block, TarFormat.UID, TarFormat.ID_LENGTH, fitting(entry.uid(), MAX_OCTAL_7));
        octal(block, TarFormat.GID, TarFormat.ID_LENGTH, fitting(entry.gid(), MAX_OCTAL_7));
        octal(block, TarFormat.SIZE, TarFormat.LONG_LENGTH, fitting(entry.bytes(), MAX_OCTAL_11));
        octal(block, TarFormat.MTIME, TarFormat.LONG_LENGTH, fitting(entry.mtimeSeconds(), MAX_OCTAL_11));
        block[TarFormat.TYPE] = (byte) flag;
        if (link != null) {
            System.arraycopy(link, 0, block, TarFormat.LINK, Math.min(link.length, TarFormat.LINK_LENGTH));
        }
        System.arraycopy(TarFormat.USTAR, 0, block, TarFormat.MAGIC, TarFormat.MAGIC_LENGTH);
        octal(block, TarFormat.MAJOR, TarFormat.ID_LENGTH, entry.major());
        octal(block, TarFormat.MINOR, TarFormat.ID_LENGTH, entry.minor());
        octal(block, TarFormat.CHECKSUM, TarFormat.CHECKSUM_LENGTH - 1, TarFormat.checksum(block));
        block[TarFormat.CHECKSUM + TarFormat.CHECKSUM_LENGTH - 1] = ' ';
        return block;
    }

    private static long fitting(long value, long max) {
        return value < 0 || value > max ? 0 : value;
    }

    private static void putName(byte[] block, byte[] name) {
        int slash = split(name);
        if (slash <= 0) {
            System.arraycopy(name, 0, block, TarFormat.NAME, Math.min(name.length, TarFormat.NAME_LENGTH));
            return;
        }
        System.arraycopy(name, 0, block, TarFormat.PREFIX, slash);
        System.arraycopy(name, slash + 1, block, TarFormat.NAME, name.length - slash - 1);
    }

    /** Where to cut a name for the prefix field; 0 when it fits whole, -1 when it fits in no way. */
    private static int split(byte[] name) {
        if (name.length <= TarFormat.NAME_LENGTH) {
            return 0;
        }
        for (int i = Math.min(name.length - 2, TarFormat.PREFIX_LENGTH); i > 0; i--) {
            if (name[i] == '/') {
                return name.length - i - 1 <= TarFormat.NAME_LENGTH ? i : -1;
            }
        }
        return -1;
    }

    private static void octal(byte[] block, int offset, int length, long value) {
        long rest = value;
        for (int i = offset + length - 2; i >= offset; i--) {
            block[i] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
    }

    private void pad(long size) throws IOException {
        out.write(new byte[TarFormat.padding(size)]);
    }
}
