package dev.slipway.registry;

import dev.slipway.platform.Rows;
import java.util.UUID;

/** What keeps a team's blobs as they are for a while. */
final class TeamLock {

    private TeamLock() {}

    /**
     * Until the transaction ends, nobody else changes which blobs a team has, or the files of them. What is checked
     * after it still holds at the commit: the quota, what a manifest names, that a blob is not used.
     */
    static void take(Rows rows, UUID team) {
        rows.list(row -> true, "select pg_advisory_xact_lock(hashtextextended(?, 0))", "registry " + team);
    }
}
