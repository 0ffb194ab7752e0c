package dev.slipway.recording;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One terminal being recorded. Events are gathered and kept in parts: when a part is large enough, and every few seconds, so
 * that a control plane that dies loses no more.
 */
public final class Recorder {

    private static final Logger LOG = Logger.getLogger(Recorder.class);

    /** A part's size: one row, sealed as one. */
    private static final int PART = 16 * 1024;

    private final Recordings recordings;
    private final UUID teamId;
    private final UUID id;
    private final Instant start;
    private final Clock clock;
    private final long most;
    private final Cast cast;
    private final StringBuilder gathered = new StringBuilder();
    private long bytes;
    private int next;
    private boolean ended;

    Recorder(Recordings recordings, Recording row, Session session, Clock clock, long most) {
        this.recordings = recordings;
        this.teamId = row.teamId;
        this.id = row.id;
        this.start = row.startedAt;
        this.clock = clock;
        this.most = most;
        this.cast = new Cast(session.tty());
        gathered.append(Cast.head(
                session.columns(), session.lines(), start, row.command.isEmpty() ? row.appName : row.command));
    }

    /**
     * What the program wrote, before anybody sees it.
     *
     * @throws NotRecorded when there is no room for it, or it cannot be kept
     */
    public synchronized void output(byte[] written) {
        add(cast.output(since(), written));
    }

    /** The window has another size. */
    public synchronized void resized(int columns, int lines) {
        add(cast.resized(since(), columns, lines));
    }

    /** The terminal has ended; a second call does nothing. */
    public synchronized void end(@Nullable Integer exitCode) {
        if (!ended) {
            ended = true;
            try {
                flush();
                recordings.ended(id, teamId, exitCode);
            } catch (RuntimeException failure) {
                LOG.warnf("the end of recording %s could not be kept: %s", id, failure.getMessage());
            } finally {
                recordings.forgetOpen(this);
            }
        }
    }

    /** Keeps what was gathered. */
    synchronized void flush() {
        if (gathered.isEmpty()) {
            return;
        }
        String part = gathered.toString();
        recordings.keep(teamId, id, next, part, bytes);
        gathered.setLength(0);
        next++;
    }

    private void add(String event) {
        if (event.isEmpty() || ended) {
            return;
        }
        bytes += event.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > most) {
            throw new NotRecorded("the recording of this terminal has reached " + most
                    + " bytes and the terminal ends with it; open a new one");
        }
        gathered.append(event);
        if (gathered.length() > PART) {
            flushOrStop();
        }
    }

    private void flushOrStop() {
        try {
            flush();
        } catch (RuntimeException failure) {
            LOG.errorf(failure, "recording %s could not be kept", id);
            throw new NotRecorded(
                    "what this terminal shows must be recorded and cannot be kept at the moment; try again later");
        }
    }

    private Duration since() {
        return Duration.between(start, clock.instant());
    }
}
