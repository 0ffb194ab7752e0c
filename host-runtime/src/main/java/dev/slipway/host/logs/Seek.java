package dev.slipway.host.logs;

import dev.slipway.host.logs.ContainerLog.Query;
import java.util.List;

/** Where a query begins: by binary search for a time, by walking back for the last lines. */
final class Seek {
    private final LogFiles files;
    private final List<Integer> segments;
    private final Position end;

    /** @param segments existing ones, oldest first */
    Seek(LogFiles files, List<Integer> segments, Position end) {
        this.files = files;
        this.segments = segments;
        this.end = end;
    }

    Position start(Query query) {
        Position start = Position.START;
        if (query.sinceNanos() > 0) {
            start = since(query.sinceNanos());
        }
        if (query.tail() >= 0) {
            Position tail = tail(query);
            start = start.compareTo(tail) > 0 ? start : tail;
        }
        return start;
    }

    private Position since(long nanos) {
        for (int i = segments.size() - 1; i >= 0; i--) {
            try (SegmentView view = SegmentView.open(segments.get(i), files)) {
                int records = view == null ? 0 : records(view);
                if (view != null && records > 0 && view.record(0).nanos() <= nanos) {
                    return new Position(view.number(), firstAtOrAfter(view, records, nanos));
                }
            }
        }
        return Position.START;
    }

    private static int firstAtOrAfter(SegmentView view, int records, long nanos) {
        int low = 0;
        int high = records;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (view.record(middle).nanos() < nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** A line in parts counts once: by its last part, and by what an end without newline left. */
    private Position tail(Query query) {
        long wanted = query.tail();
        Position start = end;
        for (int i = segments.size() - 1; i >= 0; i--) {
            try (SegmentView view = SegmentView.open(segments.get(i), files)) {
                for (int r = view == null ? -1 : records(view) - 1; view != null && r >= 0; r--) {
                    IndexRecord record = view.record(r);
                    if (!wants(query, record.stream())) {
                        continue;
                    }
                    if (!record.partial() && wanted-- == 0) {
                        return start;
                    }
                    start = new Position(view.number(), r);
                }
            }
        }
        return start;
    }

    private int records(SegmentView view) {
        return view.number() == end.segment() ? end.record() : view.records();
    }

    static boolean wants(Query query, int stream) {
        return stream == 1 ? query.stdout() : query.stderr();
    }
}
