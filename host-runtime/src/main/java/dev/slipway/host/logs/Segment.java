package dev.slipway.host.logs;

import dev.slipway.host.linux.DataFile;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.Splice;
import org.jspecify.annotations.Nullable;

/**
 * The segment being written: one data file for each stream that said something, and the index over both.
 *
 * <p>Data comes first, the index after it. What a kill leaves is therefore data without index (indexed again at recovery)
 * and never, on a disk that kept its order, index without data.
 */
final class Segment implements AutoCloseable {
    static final int STREAMS = 2;

    private static final int RECORDS_AT_ONCE = 4096;

    private final int number;
    private final LogFiles files;
    private final DataFile index;
    private final @Nullable DataFile[] data = new DataFile[STREAMS];
    private final long[] sizes = new long[STREAMS];
    private final long[] indexed = new long[STREAMS];
    private int records;

    private Segment(int number, LogFiles files) {
        this.number = number;
        this.files = files;
        this.index = DataFile.open(files.index(number));
    }

    static Segment create(int number, LogFiles files) {
        return new Segment(number, files);
    }

    /** Opens what an engine before left; index records beyond the data are cut off. */
    static Segment recover(int number, LogFiles files) {
        Segment segment = new Segment(number, files);
        for (int stream = 1; stream <= STREAMS; stream++) {
            if (files.data(number, stream).toFile().exists()) {
                segment.sizes[stream - 1] = segment.data(stream).size();
            }
        }
        segment.records = (int) (segment.index.size() / IndexRecord.SIZE);
        segment.cutIndex();
        for (int stream = 1; stream <= STREAMS; stream++) {
            segment.indexed[stream - 1] = segment.findIndexed(stream);
        }
        return segment;
    }

    int number() {
        return number;
    }

    int records() {
        return records;
    }

    long bytes() {
        return sizes[0] + sizes[1];
    }

    long size(int stream) {
        return sizes[stream - 1];
    }

    /** Moves what {@code pipe} holds to the end of the stream's data; see {@link Splice#toFile}. */
    long splice(int stream, Fd pipe, int length) {
        long moved = Splice.toFile(pipe, data(stream).fd(), size(stream), length);
        sizes[stream - 1] += Math.max(moved, 0);
        return moved;
    }

    /** Adds the first {@code length} bytes of {@code memory} to the stream's data. */
    void append(int stream, NativeMemory memory, int length) {
        data(stream).write(memory, length, size(stream));
        sizes[stream - 1] += length;
    }

    /** Reads {@code length} bytes of a stream's data. */
    void read(int stream, NativeMemory memory, int length, long offset) {
        data(stream).read(memory, length, offset);
    }

    /** How much of a stream's data the index covers: where the next message begins. */
    long indexed(int stream) {
        return indexed[stream - 1];
    }

    /**
     * Adds records of {@code stream}.
     *
     * @param end first offset of the stream's data after the last of them
     */
    void index(int stream, RecordBatch added, long end) {
        int count = added.count();
        if (count == 0) {
            return;
        }
        try (NativeMemory memory = new NativeMemory(count * IndexRecord.SIZE)) {
            memory.put(0, added.array(), 0, memory.size());
            index.write(memory, memory.size(), (long) records * IndexRecord.SIZE);
        }
        records += count;
        indexed[stream - 1] = end;
    }

    /** The last record, or null. */
    @Nullable
    IndexRecord last() {
        return records == 0 ? null : record(records - 1);
    }

    @Override
    public void close() {
        index.close();
        for (DataFile file : data) {
            if (file != null) {
                file.close();
            }
        }
    }

    /** From the end, many records at a time: a stream that spoke once long ago must not cost a call for each line since. */
    private long findIndexed(int stream) {
        if (sizes[stream - 1] == 0) {
            return 0;
        }
        try (NativeMemory memory = new NativeMemory(RECORDS_AT_ONCE * IndexRecord.SIZE)) {
            for (int end = records; end > 0; end -= RECORDS_AT_ONCE) {
                int from = Math.max(0, end - RECORDS_AT_ONCE);
                index.read(memory, (end - from) * IndexRecord.SIZE, (long) from * IndexRecord.SIZE);
                for (int i = end - from - 1; i >= 0; i--) {
                    IndexRecord record = IndexRecord.read(memory, i * IndexRecord.SIZE);
                    if (record.stream() == stream) {
                        return record.end();
                    }
                }
            }
        }
        return 0;
    }

    private IndexRecord record(int i) {
        try (NativeMemory memory = new NativeMemory(IndexRecord.SIZE)) {
            index.read(memory, IndexRecord.SIZE, (long) i * IndexRecord.SIZE);
            return IndexRecord.read(memory, 0);
        }
    }

    /** After a power loss the file system may have kept the index and lost data; a kill never does that. */
    private void cutIndex() {
        IndexRecord last = last();
        while (last != null && (!valid(last) || last.end() > size(last.stream()))) {
            records--;
            last = last();
        }
        index.truncate((long) records * IndexRecord.SIZE);
    }

    private static boolean valid(IndexRecord record) {
        return record.stream() >= 1
                && record.stream() <= STREAMS
                && record.offset() >= 0
                && record.length() <= LineCutter.MAX_MESSAGE;
    }

    private DataFile data(int stream) {
        DataFile file = data[stream - 1];
        if (file == null) {
            file = DataFile.open(files.data(number, stream));
            data[stream - 1] = file;
        }
        return file;
    }
}
