package dev.slipway.build;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Output of builds: rows with a sequence number, bounded per build. */
@ApplicationScoped
public class BuildLog {

    private static final Logger LOG = Logger.getLogger(BuildLog.class);

    /** A build that prints more is in a loop; people read the first error, not line 20,000. */
    private static final int MOST_LINES = 20_000;

    private static final int LONGEST_LINE = 4_000;

    private static final String STDOUT = "stdout";

    /** Lines kept in memory before a write; a burst is written in steps of it. */
    private static final int BATCH = 200;

    /** People see lines at most this late. */
    private static final Duration FLUSH = Duration.ofMillis(200);

    private final DataSource database;
    private final Clock clock;
    private final Object news = new Object();

    BuildLog(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A line of a build's log.
     *
     * @param seq grows by one
     * @param at when it came
     * @param stream stdout, or slipway for what the platform itself says
     * @param text without line end
     */
    public record Line(long seq, Instant at, String stream, String text) {}

    /** At most {@code most} lines after {@code after}, in order. */
    public List<Line> after(UUID buildId, long after, int most) {
        String query =
                "select seq, at, stream, text from build_line" + " where build_id = ? and seq > ? order by seq limit ?";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setObject(1, buildId);
            statement.setLong(2, after);
            statement.setInt(3, most);
            try (ResultSet rows = statement.executeQuery()) {
                List<Line> lines = new ArrayList<>();
                while (rows.next()) {
                    Instant at = rows.getTimestamp(2).toInstant();
                    lines.add(new Line(rows.getLong(1), at, rows.getString(3), rows.getString(4)));
                }
                return lines;
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("cannot read the log of build " + buildId, failure);
        }
    }

    /** The sequence number of the newest line, 0 when there is none. */
    public long last(UUID buildId) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select coalesce(max(seq), 0) from build_line where build_id = ?")) {
            statement.setObject(1, buildId);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("cannot read the log of build " + buildId, failure);
        }
    }

    /** Waits until some build has written something, or {@code limit} is over. */
    public void awaitNews(Duration limit) throws InterruptedException {
        synchronized (news) {
            news.wait(limit.toMillis());
        }
    }

    /** One more line from the platform, below what the build wrote. */
    public void say(UUID buildId, String text) {
        try (Writer writer = write(buildId, LONGEST_LINE)) {
            writer.say(text);
        }
    }

    /** Forgets the output of a team's oldest builds, until all of it together is within a limit; the newest stays. */
    void keepWithin(UUID team, long mostBytes) {
        String old = "select id from (select id, row_number() over newest as place, sum(log_bytes) over newest as total"
                + " from build where team_id = ? and log_bytes > 0 window newest as (order by created_at desc, id)) as sized"
                + " where place > 1 and total > ?";
        try (Connection connection = database.getConnection();
                PreparedStatement lines =
                        connection.prepareStatement("delete from build_line where build_id in (" + old + ")");
                PreparedStatement sizes =
                        connection.prepareStatement("update build set log_bytes = 0 where id in (" + old + ")")) {
            for (PreparedStatement statement : List.of(lines, sizes)) {
                statement.setObject(1, team);
                statement.setLong(2, mostBytes);
                statement.executeUpdate();
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("cannot remove output of old builds of team " + team, failure);
        }
    }

    /**
     * Opens a build's log for writing, after what an earlier attempt wrote.
     *
     * @param mostBytes that are kept of this attempt
     */
    Writer write(UUID buildId, long mostBytes) {
        return new Writer(buildId, last(buildId), mostBytes);
    }

    /** Collects lines and writes them in batches. */
    final class Writer implements AutoCloseable {

        private final UUID buildId;
        private final List<Line> waiting = new ArrayList<>();
        private final Thread flusher;
        private final long mostBytes;
        private long seq;
        private long bytes;
        private long unsized;
        private boolean full;
        private boolean closed;

        private Writer(UUID buildId, long last, long mostBytes) {
            this.mostBytes = mostBytes;
            this.buildId = buildId;
            this.seq = last;
            this.flusher = Thread.ofVirtual().name("build-log-" + buildId).start(this::flushNowAndThen);
        }

        void line(String text) {
            add(STDOUT, text);
        }

        /** What the platform itself has to say. */
        void say(String text) {
            add("slipway", text);
        }

        @Override
        public void close() {
            synchronized (this) {
                closed = true;
                flush();
                notifyAll();
            }
            flusher.interrupt();
        }

        private synchronized void add(String stream, String text) {
            String kept = clean(text);
            bytes += kept.length();
            // What the platform says about the end is short, and always kept.
            boolean tooMuch = stream.equals(STDOUT) && (seq >= MOST_LINES || bytes > mostBytes);
            if (tooMuch && full) {
                return;
            }
            boolean last = tooMuch;
            full |= tooMuch;
            kept = last ? "the log has " + seq + " lines, which is as much as is kept; the rest is not" : kept;
            seq++;
            unsized += kept.length();
            waiting.add(new Line(seq, clock.instant(), last ? "slipway" : stream, kept));
            if (waiting.size() >= BATCH) {
                flush();
            }
        }

        private synchronized void flushNowAndThen() {
            try {
                while (!closed) {
                    wait(FLUSH.toMillis());
                    flush();
                }
            } catch (InterruptedException done) {
                Thread.currentThread().interrupt();
            }
        }

        private void flush() {
            if (waiting.isEmpty()) {
                return;
            }
            try {
                insert(buildId, waiting, unsized);
                unsized = 0;
                waiting.clear();
            } catch (SQLException failure) {
                if (waiting.size() >= BATCH * 10) {
                    // The database is away for long, or the app was deleted: lines must not fill the heap.
                    LOG.warnf("lost %d lines of build %s: %s", waiting.size(), buildId, failure.getMessage());
                    waiting.clear();
                }
            }
            synchronized (news) {
                news.notifyAll();
            }
        }
    }

    private void insert(UUID buildId, List<Line> lines, long bytes) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement size =
                        connection.prepareStatement("update build set log_bytes = log_bytes + ? where id = ?");
                PreparedStatement statement = connection.prepareStatement(
                        "insert into build_line (build_id, seq, at, stream, text) values (?, ?, ?, ?, ?)"
                                + " on conflict do nothing")) {
            for (Line line : lines) {
                statement.setObject(1, buildId);
                statement.setLong(2, line.seq());
                statement.setTimestamp(3, Timestamp.from(line.at()));
                statement.setString(4, line.stream());
                statement.setString(5, line.text());
                statement.addBatch();
            }
            statement.executeBatch();
            size.setLong(1, bytes);
            size.setObject(2, buildId);
            size.executeUpdate();
        }
    }

    private static String clean(String text) {
        String line = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        return (line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line).replace("\0", "");
    }
}
