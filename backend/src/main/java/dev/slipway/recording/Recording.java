package dev.slipway.recording;

import dev.slipway.identity.Caller;
import dev.slipway.platform.Cursor;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.Words;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One recorded terminal: who, where, from where, when. It stays when the app or the account goes, so their names are kept with
 * it. What was shown is in rows of {@code recording_part}.
 */
@Entity
@SuppressWarnings("NullAway.Init")
class Recording extends PanacheEntityBase {

    private static final int LONGEST = 500;

    @Id
    UUID id;

    UUID teamId;
    UUID projectId;
    UUID appId;
    String appName;
    UUID accountId;
    String actor;
    String credential;
    String address;

    /** The instance, null for a container of its own. */
    @Nullable
    UUID instanceId;

    /** Empty for a shell. */
    String command;

    @Column(name = "width")
    int columns;

    @Column(name = "height")
    int lines;

    Instant startedAt;

    /** Null while it goes on. */
    @Nullable
    Instant endedAt;

    @Nullable
    Integer exitCode;

    /** Bytes kept, as of the last part. */
    long bytes;

    /** A new one. */
    static Recording of(Session session, Instant now) {
        Recording recording = new Recording();
        Caller caller = session.caller();
        recording.id = UUID.randomUUID();
        recording.teamId = session.teamId();
        recording.projectId = session.projectId();
        recording.appId = session.appId();
        recording.appName = session.appName();
        recording.accountId = caller.accountId();
        recording.actor = clean(caller.name() + " <" + caller.email() + ">");
        recording.credential = Words.of(caller.credential().kind());
        recording.address = session.address();
        recording.instanceId = session.instanceId();
        recording.command = clean(session.command());
        recording.columns = session.columns();
        recording.lines = session.lines();
        recording.startedAt = now;
        return recording;
    }

    /** A page of a team's recordings, newest first; of one app when one is named. */
    static List<Recording> page(UUID teamId, @Nullable UUID appId, PageQuery page) {
        Cursor after = Cursor.read(page, 2);
        return Recording.<Recording>find(
                        "teamId = ?1 and (?2 is null or appId = ?2)"
                                + " and (startedAt < ?3 or (startedAt = ?3 and id < ?4)) order by startedAt desc, id desc",
                        teamId,
                        appId,
                        after == null ? Cursor.END_OF_TIME : after.time(0),
                        after == null ? Cursor.GREATEST : after.id(1))
                .range(0, page.limit)
                .list();
    }

    /** The one row and number a part is sealed for. */
    static String place(UUID recording, int number) {
        return "recording " + recording + " part " + number;
    }

    private static String clean(String text) {
        return text.substring(0, Math.min(LONGEST, text.length())).replaceAll("\\p{Cntrl}", "?");
    }
}
