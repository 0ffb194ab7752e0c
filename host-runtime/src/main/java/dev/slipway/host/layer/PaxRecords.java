package dev.slipway.host.layer;

import dev.slipway.host.layer.TarEntry.Extent;
import dev.slipway.host.linux.FileName;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records of a PAX extended header ({@code "length key=value\n"}), with GNU's keys for sparse files. */
final class PaxRecords {
    static final PaxRecords NONE = new PaxRecords();
    private static final String XATTR = "SCHILY.xattr.";
    private static final String SPARSE = "GNU.sparse.";
    private static final int MAX_LENGTH_DIGITS = 7;
    private static final int NANO_DIGITS = 9;
    private static final int MAX_TIME_CHARACTERS = 40;

    private final Map<String, byte[]> values = new HashMap<>();
    private final Map<String, byte[]> xattrs = new LinkedHashMap<>();

    /** Offsets and lengths of format 0.0, whose keys repeat. */
    private final List<Long> repeated = new ArrayList<>();

    static PaxRecords parse(byte[] data) {
        PaxRecords records = new PaxRecords();
        int at = 0;
        while (at < data.length) {
            at = records.parseOne(data, at);
        }
        return records;
    }

    private int parseOne(byte[] data, int start) {
        int space = indexOf(data, ' ', start, Math.min(data.length, start + MAX_LENGTH_DIGITS + 1));
        int length = (int) decimal(data, start, space);
        int end = start + length;
        if (length <= space - start + 2 || end > data.length || data[end - 1] != '\n') {
            throw TarFormat.damaged("an extended header's record has a wrong length");
        }
        int equals = indexOf(data, '=', space + 1, end);
        String key = FileName.decode(data, space + 1, equals - space - 1);
        keep(key, java.util.Arrays.copyOfRange(data, equals + 1, end - 1));
        return end;
    }

    private void keep(String key, byte[] value) {
        if (key.startsWith(XATTR)) {
            xattrs.put(key.substring(XATTR.length()), value);
        } else if (key.equals(SPARSE + "offset") || key.equals(SPARSE + "numbytes")) {
            if (repeated.size() >= 2 * SparseMap.MAX_EXTENTS) {
                throw TarFormat.damaged("a sparse file has too many parts");
            }
            repeated.add(decimal(value, 0, value.length));
        } else {
            values.put(key, value);
        }
    }

    Map<String, byte[]> xattrs() {
        return xattrs;
    }

    /** The value of {@code key} as text, or {@code other}. */
    String text(String key, String other) {
        byte[] value = values.get(key);
        return value == null ? other : FileName.decode(value, 0, value.length);
    }

    /** The value of {@code key} as a whole number, or {@code other}. */
    long number(String key, long other) {
        byte[] value = values.get(key);
        return value == null ? other : decimal(value, 0, value.length);
    }

    /** The modification time, or null; more digits than nanoseconds are cut. */
    @Nullable
    BigDecimal mtime() {
        String text = text("mtime", "");
        if (text.isEmpty()) {
            return null;
        }
        if (text.length() > MAX_TIME_CHARACTERS || !text.matches("-?[0-9]+(\\.[0-9]*)?")) {
            throw TarFormat.damaged("an extended header's time is not a number");
        }
        return new BigDecimal(text).setScale(NANO_DIGITS, RoundingMode.FLOOR);
    }

    /** The entry's name: a sparse file's real one is in a record of its own. */
    String name(String other) {
        return text(SPARSE + "name", text("path", other));
    }

    /** Whether the data begins with the map of parts (format 1.0). */
    boolean mapInData() {
        return number(SPARSE + "major", 0) == 1;
    }

    boolean sparse() {
        return values.keySet().stream().anyMatch(key -> key.startsWith(SPARSE));
    }

    long realSize(long other) {
        return number(SPARSE + "realsize", number(SPARSE + "size", other));
    }

    /** The parts by formats 0.0 and 0.1. */
    List<Extent> extents() {
        String map = text(SPARSE + "map", "");
        if (map.isEmpty()) {
            return SparseMap.extents(repeated);
        }
        List<Long> numbers = new ArrayList<>();
        for (String part : map.split(",", -1)) {
            byte[] digits = part.getBytes(StandardCharsets.UTF_8);
            numbers.add(decimal(digits, 0, digits.length));
        }
        return SparseMap.extents(numbers);
    }

    static long decimal(byte[] data, int from, int end) {
        if (from >= end) {
            throw TarFormat.damaged("an extended header lacks a number");
        }
        long value = 0;
        for (int i = from; i < end; i++) {
            if (data[i] < '0' || data[i] > '9' || value > (Long.MAX_VALUE - 9) / 10) {
                throw TarFormat.damaged("an extended header's number is not one");
            }
            value = value * 10 + data[i] - '0';
        }
        return value;
    }

    private static int indexOf(byte[] data, char c, int from, int end) {
        for (int i = from; i < end; i++) {
            if (data[i] == c) {
                return i;
            }
        }
        throw TarFormat.damaged("an extended header's record has no '" + c + "'");
    }
}
