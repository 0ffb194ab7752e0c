package dev.slipway.logs;

import dev.slipway.build.Build;
import dev.slipway.build.BuildLog;
import io.quarkus.narayana.jta.QuarkusTransaction;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Follows a build's rows for one reader until the build has finished and all is sent. */
final class BuildFollower implements Runnable {

    /** Rows of one look: bounds what is in memory for a reader who is slow. */
    private static final int BATCH = 500;

    /** A write wakes readers at once; this is for the end of a build, which writes no line. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private final BuildLog log;
    private final Stream stream;
    private final UUID buildId;
    private final From from;

    BuildFollower(BuildLog log, Stream stream, UUID buildId, From from) {
        this.log = log;
        this.stream = stream;
        this.buildId = buildId;
        this.from = from;
    }

    @Override
    public void run() {
        try {
            long seen = start();
            while (stream.isOpen()) {
                // Asked before the rows are read: no row comes after the build has finished.
                Build.Status status = status();
                List<BuildLog.Line> lines = log.after(buildId, seen, BATCH);
                lines.forEach(this::send);
                if (!lines.isEmpty()) {
                    seen = lines.getLast().seq();
                } else if (status.finished()) {
                    stream.end(status.name().toLowerCase(Locale.ROOT));
                } else {
                    log.awaitNews(LOOK);
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private long start() {
        String cursor = from.cursor();
        if (cursor != null && cursor.matches("\\d{1,18}")) {
            return Long.parseLong(cursor);
        }
        return Math.max(0, log.last(buildId) - from.tail());
    }

    private void send(BuildLog.Line line) {
        stream.send(new LogLine(String.valueOf(line.seq()), line.at(), line.stream(), line.text(), ""));
    }

    /** A build that was deleted with its app counts as over. */
    private Build.Status status() {
        return QuarkusTransaction.requiringNew()
                .call(() -> Build.<Build>findByIdOptional(buildId)
                        .map(build -> build.status)
                        .orElse(Build.Status.CANCELLED));
    }
}
