package dev.slipway.audit;

import dev.slipway.identity.Caller;
import dev.slipway.identity.CurrentCaller;
import dev.slipway.tenancy.CurrentTarget;
import dev.slipway.tenancy.Owned;
import jakarta.enterprise.context.RequestScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The request that changes something, as its entry will say it; and whether a transaction has written that already. */
@RequestScoped
class AuditedRequest {

    private static final String NOBODY = "nobody";
    private static final int LONGEST = 500;

    private final CurrentCaller current;
    private final CurrentTarget target;
    private final Clock clock;

    private @Nullable Door door;
    private boolean written;

    AuditedRequest(CurrentCaller current, CurrentTarget target, Clock clock) {
        this.current = current;
        this.target = target;
        this.clock = clock;
    }

    /**
     * Which door, and from where.
     *
     * @param action like {@code app.delete}
     * @param path that was asked for
     * @param address of the connection
     */
    record Door(String action, String path, String address) {}

    /** The door is about to open: what is written from now on is its change. */
    void open(Door opened) {
        door = opened;
    }

    /** The answer is known: nothing that is written from now on is the door's change. */
    void close() {
        door = null;
    }

    boolean isOpen() {
        return door != null;
    }

    boolean isWritten() {
        return written;
    }

    void setWritten(boolean now) {
        written = now;
    }

    /** Its entry, once the number is known. */
    LongFunction<AuditEntry> entry(Door opened, int status) {
        return entry(
                opened,
                status,
                current.ask(),
                current.claimed().orElse(NOBODY),
                target.ask().orElse(null));
    }

    /** The entry of the door that is open. */
    LongFunction<AuditEntry> entryOfChange() {
        Door opened = door;
        if (opened == null) {
            throw new IllegalStateException("no door is open");
        }
        return entry(opened, AuditEntry.DONE);
    }

    private LongFunction<AuditEntry> entry(
            Door opened, int status, Optional<Caller> caller, String otherwise, @Nullable Owned owned) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return seq -> new AuditEntry(
                seq,
                now,
                owned == null ? null : owned.teamId(),
                caller.map(Caller::accountId).orElse(null),
                clean(caller.map(AuditedRequest::actor).orElse(otherwise)),
                caller.map(AuditedRequest::credential).orElse("none"),
                opened.action,
                clean(opened.path),
                opened.address,
                status);
    }

    static String actor(Caller caller) {
        return caller.name() + " <" + caller.email() + ">";
    }

    static String credential(Caller caller) {
        return caller.credential().kind().name().toLowerCase(Locale.ROOT);
    }

    static String clean(String text) {
        return text.substring(0, Math.min(LONGEST, text.length())).replaceAll("\\p{Cntrl}", "?");
    }
}
