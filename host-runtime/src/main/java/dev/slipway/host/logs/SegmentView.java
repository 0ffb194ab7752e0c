package dev.slipway.host.logs;

import dev.slipway.host.linux.DataFile;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.NativeMemory;
import org.jspecify.annotations.Nullable;

/** A reader's own view of one segment: stays readable when rotation deletes the files. */
final class SegmentView implements AutoCloseable {
    /** Index records read at a time. */
    private static final int BLOCK = 256;

    /** Bytes of data read at a time; at least one message. */
    private static final int WINDOW = 32 << 10;

    private final NativeMemory block = NativeMemory.collected(BLOCK * IndexRecord.SIZE);
    private final int number;
    private final DataFile index;
    private final LogFiles files;
    private final @Nullable Window[] windows = new Window[Segment.STREAMS];
    private int blockStart;
    private int blockLength;

    private SegmentView(int number, LogFiles files, DataFile index) {
        this.number = number;
        this.files = files;
        this.index = index;
    }

    /** Null when rotation was faster. */
    static @Nullable SegmentView open(int number, LogFiles files) {
        try {
            return new SegmentView(number, files, DataFile.openToRead(files.index(number)));
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT) {
                return null;
            }
            throw e;
        }
    }

    int number() {
        return number;
    }

    /** How many records there are now; final once the segment is written no more. */
    int records() {
        return (int) (index.size() / IndexRecord.SIZE);
    }

    /** Record {@code i}, which must exist. */
    IndexRecord record(int i) {
        if (i < blockStart || i >= blockStart + blockLength) {
            blockStart = i / BLOCK * BLOCK;
            int bytes = index.read(block, block.size(), (long) blockStart * IndexRecord.SIZE);
            blockLength = bytes / IndexRecord.SIZE;
        }
        return IndexRecord.read(block, (i - blockStart) * IndexRecord.SIZE);
    }

    LogLine message(IndexRecord record) {
        Window window = windows[record.stream() - 1];
        if (window == null) {
            window = new Window(DataFile.openToRead(files.data(number, record.stream())));
            windows[record.stream() - 1] = window;
        }
        return new LogLine(record.nanos(), record.stream(), window.bytes(record));
    }

    @Override
    public void close() {
        index.close();
        for (Window window : windows) {
            if (window != null) {
                window.file.close();
            }
        }
    }

    /** The part of a data file read last. */
    private static final class Window {
        private final NativeMemory memory = NativeMemory.collected(WINDOW);
        private final DataFile file;
        private long start;
        private int length;

        Window(DataFile file) {
            this.file = file;
        }

        byte[] bytes(IndexRecord record) {
            if (record.offset() < start || record.end() > start + length) {
                start = record.offset();
                length = file.read(memory, WINDOW, start);
            }
            return memory.bytes(record.offset() - start, record.length());
        }
    }
}
