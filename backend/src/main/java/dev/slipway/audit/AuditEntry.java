package dev.slipway.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that somebody did or tried.
 *
 * @param seq grows by one, without gaps
 * @param at to the microsecond, which is what the database keeps
 * @param teamId whose team it was about, null outside of teams
 * @param accountId who, null for somebody who is not signed in
 * @param actor their name at that time, or who they said they were
 * @param credential session, token, provider or none
 * @param action like {@code app.delete}
 * @param target the path that was asked for
 * @param address of the connection
 * @param status {@link #DONE}, 101 for a stream that was opened, or the HTTP status of a refusal or failure
 */
public record AuditEntry(
        long seq,
        Instant at,
        @Nullable UUID teamId,
        @Nullable UUID accountId,
        String actor,
        String credential,
        String action,
        String target,
        String address,
        int status) {

    /** Written by the transaction that made the change. */
    static final int DONE = 200;
}
