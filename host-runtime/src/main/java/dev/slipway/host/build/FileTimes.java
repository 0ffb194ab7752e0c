package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.layer.Layers.Snapshot;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Stat;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The times of a build: of now, or, where {@code SOURCE_DATE_EPOCH} is given, none later than that, so that the same build
 * makes the same bytes at any time (reproducible-builds.org, "SOURCE_DATE_EPOCH").
 */
final class FileTimes {
    static final String ARGUMENT = "SOURCE_DATE_EPOCH";

    /** Deeper folders keep their times: walking must not end in a stack overflow. */
    private static final int DEEPEST = 1000;

    private final Clock clock;
    private final @Nullable Instant epoch;

    private FileTimes(Clock clock, @Nullable Instant epoch) {
        this.clock = clock;
        this.epoch = epoch;
    }

    /** @param seconds the build argument, or null */
    static FileTimes of(Clock clock, @Nullable String seconds) {
        if (seconds == null || seconds.isEmpty()) {
            return new FileTimes(clock, null);
        }
        try {
            return new FileTimes(clock, Instant.ofEpochSecond(Long.parseLong(seconds)));
        } catch (NumberFormatException | DateTimeException e) {
            throw EngineException.invalid(
                    "invalid build argument " + ARGUMENT + "='" + seconds + "': it must be seconds since 1970");
        }
    }

    /** For configuration and history. */
    String now() {
        Instant now = clock.instant();
        return (epoch == null || now.isBefore(epoch) ? now : epoch).toString();
    }

    /** Part of cache keys; "" when times are as they come. */
    String key() {
        return epoch == null ? "" : epoch.toString();
    }

    /** Brings the times of what a step wrote within the bound. */
    void clamp(Snapshot written) {
        if (epoch != null) {
            try (DirFd root = written.open()) {
                clamp(root, epoch.getEpochSecond(), 0);
                if (root.stat().mtimeSeconds() > epoch.getEpochSecond()) {
                    root.touch(epoch.getEpochSecond(), 0);
                }
            }
        }
    }

    private static void clamp(DirFd folder, long bound, int depth) {
        for (String name : folder.names()) {
            Stat stat = folder.stat(name);
            if (stat.isDirectory() && depth < DEEPEST) {
                try (DirFd child = folder.beneath(name)) {
                    clamp(child, bound, depth + 1);
                }
            }
            if (stat.mtimeSeconds() >= bound && !stat.isWhiteout()) {
                folder.touch(name, bound, 0);
            }
        }
    }
}
