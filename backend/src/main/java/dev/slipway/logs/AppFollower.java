package dev.slipway.logs;

import dev.slipway.engine.EngineFailure;
import dev.slipway.engine.LogEntry;
import dev.slipway.engine.LogFeed;
import dev.slipway.logs.AppOutput.Source;
import dev.slipway.platform.Problem;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Follows all instances of an app for one reader: what there is, then each instance on a thread of its own. Instances
 * come and go, and the engine may restart; the cursor knows where to go on.
 */
final class AppFollower implements Runnable {

    /** A new instance shows within this time; an ended one is looked at again, because it may be started again. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** Lines of one read, when all since a moment are wanted. */
    private static final int PAGE = 1_000;

    private final AppOutput output;
    private final Stream stream;
    private final From from;
    private final LogCursor cursor;
    private final Map<String, LogFeed> followed = new ConcurrentHashMap<>();

    private final Set<String> seen = new HashSet<>();

    /** Asked for again with each new instance, which may have new secrets. */
    private volatile AppOutput.Target target;

    AppFollower(AppOutput output, Stream stream, AppOutput.Target target, From from) {
        this.output = output;
        this.stream = stream;
        this.target = target;
        this.from = from;
        this.cursor = LogCursor.parse(from.cursor()).since(from.since());
    }

    @Override
    public void run() {
        try {
            boolean begun = false;
            while (stream.isOpen()) {
                begun = lookAgain(begun);
                stream.pause(LOOK);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            followed.values().forEach(LogFeed::close);
        }
    }

    /** Follows what is not followed yet; what was there at the beginning is sent in one order first. */
    private boolean lookAgain(boolean begun) {
        try {
            List<Source> sources = output.sources(target);
            if (!begun && from.cursor() == null) {
                sendWhatThereIs(sources);
            }
            cursor.keepOnly(sources.stream().map(Source::container).toList());
            sources.forEach(this::follow);
            return true;
        } catch (EngineFailure away) {
            return begun;
        } catch (Problem deleted) {
            stream.close();
            return begun;
        }
    }

    private void sendWhatThereIs(List<Source> sources) {
        if (from.since() == null) {
            output.read(target, sources, cursor, Math.max(1, from.tail())).forEach(stream::send);
            return;
        }
        List<LogLine> page;
        do {
            page = output.read(target, sources, cursor, PAGE);
            page.forEach(stream::send);
        } while (stream.isOpen() && page.size() == PAGE);
    }

    private void follow(Source source) {
        if (followed.containsKey(source.container())) {
            return;
        }
        if (seen.add(source.container())) {
            target = output.target(target.appId());
        }
        LogFeed feed = output.follow(target, source, cursor);
        followed.put(source.container(), feed);
        Thread.ofVirtual().name("logs-" + source.container()).start(() -> pass(source, feed));
    }

    private void pass(Source source, LogFeed feed) {
        try (feed) {
            LogEntry entry;
            while (stream.isOpen() && (entry = feed.next()) != null) {
                // The engine gives lines at or after the cursor: the first may have been sent.
                if (cursor.advance(source.container(), entry.cursor())) {
                    stream.send(AppOutput.line(target.masks(), source, entry, cursor));
                }
            }
        } catch (EngineFailure away) {
            // The next look follows it again, from the cursor.
            return;
        } finally {
            followed.remove(source.container());
        }
    }
}
