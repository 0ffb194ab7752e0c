package dev.slipway.tenancy;

import dev.slipway.identity.Permission;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a member is in a team or a project: one of the four that every team has, or one a team made itself. */
public sealed interface TeamRole permits Role, TeamRole.Custom {

    /** As the API names it. */
    String word();

    /** What it gives. */
    Set<Permission> permissions();

    /** Whether it gives this. */
    default boolean may(Permission permission) {
        return permissions().contains(permission);
    }

    /** What the column of built-in roles says; an older version of the platform reads only that. */
    default Role builtIn() {
        return switch (this) {
            case Role own -> own;
            case Custom own -> Role.VIEWER;
        };
    }

    /** The row of a role of the team's own; null for the four. */
    default @Nullable UUID customId() {
        return switch (this) {
            case Role own -> null;
            case Custom own -> own.id;
        };
    }

    /** Whether one who is this may give {@code other} to somebody, or take it away: never more than they have. */
    default boolean mayHandle(TeamRole other) {
        return switch (this) {
            case Role own -> own == Role.OWNER || (own == Role.ADMIN && other != Role.OWNER);
            case Custom own -> own.permissions.containsAll(other.permissions());
        };
    }

    /**
     * A role of a team's own making.
     *
     * @param id of its row
     * @param word unique in its team, and none of the four
     * @param permissions what it gives
     */
    record Custom(UUID id, String word, Set<Permission> permissions) implements TeamRole {}
}
