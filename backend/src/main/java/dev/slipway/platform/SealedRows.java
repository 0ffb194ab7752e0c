package dev.slipway.platform;

import java.util.List;
import java.util.UUID;

/** A feature that keeps sealed values of teams: after a rotation it seals them again under the team's active key. */
public interface SealedRows {

    /** Teams with values that are not under their active key. */
    List<UUID> stale();

    /** Seals up to {@code most} of such values of a team again; returns how many. Callers bring the transaction. */
    int renew(UUID team, int most);
}
