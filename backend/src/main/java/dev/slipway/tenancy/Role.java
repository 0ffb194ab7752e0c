package dev.slipway.tenancy;

import static dev.slipway.identity.Permission.APP_CHANGE;
import static dev.slipway.identity.Permission.APP_CREATE;
import static dev.slipway.identity.Permission.APP_DEPLOY;
import static dev.slipway.identity.Permission.APP_READ;
import static dev.slipway.identity.Permission.ENVIRONMENT_CHANGE;
import static dev.slipway.identity.Permission.ENVIRONMENT_READ;
import static dev.slipway.identity.Permission.LOGS_READ;
import static dev.slipway.identity.Permission.PROJECT_READ;
import static dev.slipway.identity.Permission.REGISTRY_READ;
import static dev.slipway.identity.Permission.REGISTRY_WRITE;
import static dev.slipway.identity.Permission.TEAM_READ;
import static dev.slipway.identity.Permission.TERMINAL_OPEN;

import dev.slipway.identity.Permission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a member is in a team: the four roles that every team has. */
public enum Role implements TeamRole {
    /** May everything, and cannot be removed by admins. */
    OWNER(EnumSet.allOf(Permission.class)),
    /** May everything. */
    ADMIN(EnumSet.allOf(Permission.class)),
    /** Works on apps, but neither deletes them nor adds projects. */
    DEPLOYER(EnumSet.of(
            TEAM_READ,
            PROJECT_READ,
            APP_READ,
            APP_CREATE,
            APP_CHANGE,
            APP_DEPLOY,
            ENVIRONMENT_READ,
            ENVIRONMENT_CHANGE,
            LOGS_READ,
            TERMINAL_OPEN,
            REGISTRY_READ,
            REGISTRY_WRITE)),
    /** Looks, and changes nothing. */
    VIEWER(EnumSet.of(TEAM_READ, PROJECT_READ, APP_READ, ENVIRONMENT_READ, LOGS_READ, REGISTRY_READ));

    // An unmodifiable copy, which the type does not say.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<Permission> permissions;

    Role(Set<Permission> permissions) {
        this.permissions = Set.copyOf(permissions);
    }

    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of a word; empty when it is none of the four. */
    static Optional<TeamRole> find(String word) {
        return Arrays.stream(values())
                .filter(role -> role.word().equals(word))
                .<TeamRole>map(role -> role)
                .findFirst();
    }

    @Override
    public Set<Permission> permissions() {
        return permissions;
    }
}
