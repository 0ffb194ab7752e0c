package dev.slipway.host.logs;

import dev.slipway.host.logs.ContainerLog.LogReader;
import dev.slipway.host.logs.ContainerLog.Query;
import org.jspecify.annotations.Nullable;

/** A cursor over a {@link SegmentedLog}. One that is slower than the whole rotation goes on with the oldest that is left. */
final class SegmentedReader implements LogReader {
    private final SegmentedLog log;
    private final LogFiles files;
    private final Query query;
    private final Position end;
    private @Nullable SegmentView view;
    private int segment;
    private int record;
    private int available;
    private boolean closed;

    SegmentedReader(SegmentedLog log, LogFiles files, Query query, Position start, Position end) {
        this.log = log;
        this.files = files;
        this.query = query;
        this.segment = start.segment();
        this.record = start.record();
        this.end = end;
    }

    @Override
    public @Nullable LogLine next() throws InterruptedException {
        while (true) {
            if (record >= available && !more()) {
                return null;
            }
            if (new Position(segment, record).compareTo(end) >= 0) {
                return null;
            }
            SegmentView from = view;
            if (from == null) {
                return null;
            }
            IndexRecord next = from.record(record++);
            if (query.untilNanos() > 0 && next.nanos() > query.untilNanos()) {
                return null;
            }
            if (Seek.wants(query, next.stream()) && next.nanos() >= query.sinceNanos()) {
                return from.message(next);
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            closeView();
            log.readerClosed();
        }
    }

    /** Finds the next record to read: in this segment, or in a later one. False at the end. */
    private boolean more() throws InterruptedException {
        while (true) {
            int answer = log.available(segment, record, query.follow());
            if (answer == SegmentedLog.ENDED) {
                return false;
            }
            if (answer > record) {
                available = answer;
                return open();
            }
            if (complete()) {
                return true;
            }
            int next = log.next(segment);
            closeView();
            segment = next;
            record = 0;
            available = 0;
        }
    }

    /** Whether a segment that is written no more has records left for this reader. */
    private boolean complete() {
        if (segment == 0 || !open()) {
            return false;
        }
        SegmentView from = view;
        available = from == null ? 0 : from.records();
        return record < available;
    }

    private boolean open() {
        if (view == null) {
            view = SegmentView.open(segment, files);
        }
        return view != null;
    }

    private void closeView() {
        if (view != null) {
            view.close();
            view = null;
        }
    }
}
