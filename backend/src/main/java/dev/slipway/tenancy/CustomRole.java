package dev.slipway.tenancy;

import dev.slipway.identity.Permission;
import dev.slipway.platform.Problem;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A role that a team put together from permissions. Whoever holds one is a viewer besides in the column that an older
 * version of the platform reads, so that going back gives nobody more.
 */
@Entity
@SuppressWarnings("NullAway.Init")
class CustomRole extends PanacheEntityBase {

    @Id
    UUID id;

    UUID teamId;
    String slug;
    String name;

    /** Words of permissions, comma-separated. */
    String permissions;

    Instant createdAt;

    static CustomRole create(UUID teamId, String name, Set<Permission> permissions, Instant now) {
        CustomRole role = new CustomRole();
        role.id = UUID.randomUUID();
        role.teamId = teamId;
        role.slug = Slug.free(Slug.of(name, "role"), slug -> isFree(teamId, slug));
        role.name = name;
        role.give(permissions);
        role.createdAt = now;
        role.persist();
        return role;
    }

    static List<CustomRole> ofTeams(Collection<UUID> teamIds) {
        return teamIds.isEmpty() ? List.of() : list("teamId in ?1 order by name, id", teamIds);
    }

    static Optional<CustomRole> in(UUID teamId, UUID id) {
        return find("teamId = ?1 and id = ?2", teamId, id).firstResultOptional();
    }

    /** The role of a row which has either a role of its own team or one of the four. */
    static TeamRole of(Role builtIn, @Nullable UUID custom) {
        return custom == null
                ? builtIn
                : CustomRole.<CustomRole>findByIdOptional(custom)
                        .<TeamRole>map(CustomRole::asRole)
                        .orElse(Role.VIEWER);
    }

    /**
     * The role a word means in a team.
     *
     * @throws Problem when it means none
     */
    static TeamRole ofWord(UUID teamId, String word) {
        Optional<TeamRole> builtIn = Role.find(word);
        return builtIn.or(() -> CustomRole.<CustomRole>find("teamId = ?1 and slug = ?2", teamId, word)
                        .firstResultOptional()
                        .map(CustomRole::asRole))
                .orElseThrow(() -> Problem.invalid(
                        "role", "must be owner, admin, deployer, viewer, or the slug of a role of this team"));
    }

    TeamRole.Custom asRole() {
        return new TeamRole.Custom(id, slug, granted());
    }

    Set<Permission> granted() {
        return Arrays.stream(permissions.split(",", -1))
                .flatMap(word -> Permission.ofTeam(word).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    void give(Set<Permission> granted) {
        permissions = granted.stream().map(Permission::word).sorted().collect(Collectors.joining(","));
    }

    /** How many members and invitations have it. */
    long holders() {
        return Member.count("customRoleId", id)
                + ProjectMember.count("customRoleId", id)
                + Invitation.count("customRoleId", id);
    }

    private static boolean isFree(UUID teamId, String slug) {
        return Role.find(slug).isEmpty() && count("teamId = ?1 and slug = ?2", teamId, slug) == 0;
    }
}
