package dev.slipway.feed;

import dev.slipway.platform.Change;
import dev.slipway.platform.Randoms;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes as they are committed, in one order, and the newest of them for readers who come back. An id is
 * {@code run-number}: numbers begin anew with each run of the control plane, and a reader from another run has a gap.
 */
@ApplicationScoped
class ChangeFeed {

    /** Changes kept for readers who come back: some minutes of a busy platform. */
    static final int KEPT = 2_000;

    /** Changes that wait for a slow reader; one more ends its stream, and it comes back for what it has not seen. */
    private static final int MOST_WAITING = 256;

    private final String run = Randoms.token().substring(0, 8);
    private final Deque<News> kept = new ArrayDeque<>();
    private final Set<MultiEmitter<? super News>> readers = new HashSet<>();
    private long last;

    /**
     * What a reader is told.
     *
     * @param id for {@code Last-Event-ID}
     * @param change null when some were missed, or when there is none yet
     * @param gap whether changes before this were missed
     */
    record News(String id, @Nullable Change change, boolean gap) {}

    synchronized void pass(@Observes(during = TransactionPhase.AFTER_SUCCESS) Change change) {
        last++;
        News news = new News(id(last), change, false);
        kept.addLast(news);
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
        List.copyOf(readers).forEach(reader -> reader.emit(news));
    }

    /**
     * All changes after one that a reader has seen; without one, those to come. The first item says where the reader is, so
     * that it can come back although nothing happened.
     */
    Multi<News> after(@Nullable String seen) {
        return Multi.createFrom().emitter(reader -> open(reader, seen), MOST_WAITING + KEPT);
    }

    private synchronized void open(MultiEmitter<? super News> reader, @Nullable String seen) {
        long from = seen == null || seen.isEmpty() ? last : number(seen);
        boolean gap = from < 0;
        long start = gap ? last : from;
        reader.emit(new News(id(start), null, gap));
        kept.stream().skip(Math.max(0, kept.size() - (last - start))).forEach(reader::emit);
        readers.add(reader);
        reader.onTermination(() -> leave(reader));
    }

    private synchronized void leave(MultiEmitter<? super News> reader) {
        readers.remove(reader);
    }

    /** The number of an id of this run whose followers are all still kept; negative for any other. */
    private long number(String id) {
        if (!id.matches(run + "-\\d{1,18}")) {
            return -1;
        }
        long number = Long.parseLong(id.substring(run.length() + 1));
        return number > last || number < last - kept.size() ? -1 : number;
    }

    private String id(long number) {
        return run + "-" + number;
    }
}
