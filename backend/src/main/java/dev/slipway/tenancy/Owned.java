package dev.slipway.tenancy;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose something is.
 *
 * @param teamId the owning team
 * @param projectId the project it lies in, null for what belongs to the team as a whole
 */
public record Owned(UUID teamId, @Nullable UUID projectId) {

    /** Of a row with both ids. */
    public static Owned of(Object[] row) {
        return new Owned((UUID) row[0], (UUID) row[1]);
    }
}
