package dev.slipway.logs;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader is in an app's output: the last timestamp seen of each container, because timestamps are unique only
 * within one. As text: {@code container:seconds.nanos,…}.
 */
final class LogCursor {

    /** More instances than an app may have, old ones included. */
    private static final int MOST_CONTAINERS = 100;

    private static final Pattern PART = Pattern.compile("([0-9a-f]{12}):(\\d{1,12}\\.\\d{9})");

    private final Map<String, String> seen = new TreeMap<>();

    /** Where a container begins of which nothing was seen; null for its beginning. */
    private @Nullable String floor;

    /** Reads a cursor; parts that are none are ignored, an absent one is the beginning. */
    static LogCursor parse(@Nullable String text) {
        LogCursor cursor = new LogCursor();
        Matcher parts = PART.matcher(text == null ? "" : text);
        while (parts.find() && cursor.seen.size() < MOST_CONTAINERS) {
            cursor.seen.put(parts.group(1), parts.group(2));
        }
        return cursor;
    }

    /** The same, but nothing written before {@code moment} is of interest. */
    synchronized LogCursor since(@Nullable Instant moment) {
        floor = moment == null ? null : "%d.%09d".formatted(Math.max(0, moment.getEpochSecond()), moment.getNano());
        return this;
    }

    synchronized boolean isStart() {
        return seen.isEmpty() && floor == null;
    }

    synchronized Optional<String> of(String container) {
        return Optional.ofNullable(seen.getOrDefault(shorten(container), floor));
    }

    /** Moves on to a line; false when it was seen before. */
    synchronized boolean advance(String container, String stamp) {
        String key = shorten(container);
        String last = seen.get(key);
        if (last != null && compare(stamp, last) <= 0) {
            return false;
        }
        seen.put(key, stamp);
        return true;
    }

    /** Drops containers that are no longer there, so that the text stays short. */
    synchronized void keepOnly(Collection<String> containers) {
        seen.keySet().retainAll(containers.stream().map(LogCursor::shorten).collect(Collectors.toSet()));
    }

    @Override
    public synchronized String toString() {
        return seen.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    private static int compare(String one, String other) {
        int byLength = Integer.compare(one.length(), other.length());
        return byLength == 0 ? one.compareTo(other) : byLength;
    }

    private static String shorten(String container) {
        return container.length() > 12 ? container.substring(0, 12) : container;
    }
}
