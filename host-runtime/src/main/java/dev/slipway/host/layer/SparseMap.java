package dev.slipway.host.layer;

import dev.slipway.host.layer.TarEntry.Extent;
import java.util.ArrayList;
import java.util.List;

/** The parts of a sparse file, checked: ascending, apart, within the file. */
final class SparseMap {
    /** Most parts of one file: they are held in memory. */
    static final int MAX_EXTENTS = 100_000;

    private SparseMap() {}

    /** Offsets and lengths, alternating. */
    static List<Extent> extents(List<Long> numbers) {
        if (numbers.size() % 2 != 0 || numbers.size() > 2 * MAX_EXTENTS) {
            throw TarFormat.damaged("a sparse file's map is incomplete or too long");
        }
        List<Extent> extents = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i += 2) {
            extents.add(new Extent(numbers.get(i), numbers.get(i + 1)));
        }
        return extents;
    }

    /** Adds up to {@code count} extents of a GNU header; an all-zero one ends the list. */
    static void add(List<Extent> extents, byte[] block, int offset, int count) {
        for (int i = 0; i < count; i++) {
            int at = offset + i * 2 * TarFormat.LONG_LENGTH;
            if (block[at] == 0) {
                return;
            }
            long start = TarFormat.number(block, at, TarFormat.LONG_LENGTH);
            long length = TarFormat.number(block, at + TarFormat.LONG_LENGTH, TarFormat.LONG_LENGTH);
            extents.add(new Extent(start, length));
        }
        if (extents.size() > MAX_EXTENTS) {
            throw TarFormat.damaged("a sparse file has too many parts");
        }
    }

    /** @param stored bytes that the archive holds for the file */
    static void check(List<Extent> extents, long realSize, long stored) {
        long end = 0;
        long sum = 0;
        for (Extent extent : extents) {
            boolean valid =
                    extent.offset() >= end && extent.length() >= 0 && extent.length() <= realSize - extent.offset();
            if (!valid) {
                throw TarFormat.damaged("the parts of a sparse file overlap or lie outside it");
            }
            end = extent.offset() + extent.length();
            sum += extent.length();
        }
        if (sum != stored) {
            throw TarFormat.damaged("the parts of a sparse file do not add up to its data");
        }
    }
}
