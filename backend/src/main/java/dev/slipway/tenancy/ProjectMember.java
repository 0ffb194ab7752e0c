package dev.slipway.tenancy;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A member's role in one project, besides that in its team: it adds, and never takes away. */
@Entity
@SuppressWarnings("NullAway.Init")
class ProjectMember extends PanacheEntityBase {

    @Id
    UUID id;

    UUID projectId;
    UUID accountId;

    @Enumerated(EnumType.STRING)
    Role role;

    @Nullable
    UUID customRoleId;

    static void give(UUID projectId, UUID accountId, TeamRole role) {
        ProjectMember member = in(projectId, accountId).orElseGet(ProjectMember::new);
        member.projectId = projectId;
        member.accountId = accountId;
        member.role = role.builtIn();
        member.customRoleId = role.customId();
        if (member.id == null) {
            member.id = UUID.randomUUID();
            member.persist();
        }
    }

    static Optional<ProjectMember> in(UUID projectId, UUID accountId) {
        return find("projectId = ?1 and accountId = ?2", projectId, accountId).firstResultOptional();
    }

    static Optional<TeamRole> role(UUID accountId, UUID projectId) {
        return in(projectId, accountId).map(ProjectMember::role);
    }

    /** What the account is in the project besides. */
    TeamRole role() {
        return CustomRole.of(role, customRoleId);
    }

    /** Whoever leaves a team has no role in its projects either. */
    static void leaveTeam(UUID teamId, UUID accountId) {
        delete("accountId = ?1 and projectId in (select p.id from Project p where p.team.id = ?2)", accountId, teamId);
    }
}
