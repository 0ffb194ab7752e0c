package dev.slipway.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far a credential reaches at most; what its account may do there is asked besides.
 *
 * @param teamId the one team, null for all teams of the account
 * @param projectId the one project of that team, null for all
 * @param permissions what it may be used for, null for whatever the account's roles give
 */
public record Scope(
        @Nullable UUID teamId,
        @Nullable UUID projectId,
        @Nullable Set<Permission> permissions) {

    /** No limit of its own. */
    public static final Scope ALL = new Scope(null, null, null);

    /** Whether it reaches something of a team, and of a project when the thing belongs to one. */
    public boolean covers(UUID ofTeam, @Nullable UUID ofProject) {
        return (teamId == null || teamId.equals(ofTeam)) && (projectId == null || Objects.equals(projectId, ofProject));
    }

    /** Whether it may be used for this. */
    public boolean includes(Permission permission) {
        return permissions == null || permissions.contains(permission);
    }

    /** Whether there is no limit: only such a credential may make others or change the account itself. */
    public boolean isUnlimited() {
        return equals(ALL);
    }

    @Nullable
    String permissionsText() {
        return permissions == null
                ? null
                : permissions.stream().map(Permission::word).sorted().collect(Collectors.joining(","));
    }

    static @Nullable Set<Permission> permissions(@Nullable String text) {
        return text == null
                ? null
                : Arrays.stream(text.split(",", -1))
                        .filter(word -> !word.isEmpty())
                        .map(word ->
                                Permission.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')))
                        .collect(Collectors.toUnmodifiableSet());
    }
}
