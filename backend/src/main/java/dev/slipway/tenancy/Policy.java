package dev.slipway.tenancy;

import dev.slipway.identity.Caller;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Problem;
import io.quarkus.arc.All;
import io.quarkus.arc.Arc;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The one decision: may this caller do this to that. */
@ApplicationScoped
public class Policy {

    private final Map<String, TeamOf> owners;
    private final Memberships memberships;

    Policy(@All List<TeamOf> owners, Memberships memberships) {
        this.memberships = memberships;
        this.owners = owners.stream().collect(Collectors.toUnmodifiableMap(TeamOf::parameter, Function.identity()));
    }

    /** The path parameters that name something a team owns. */
    public Set<String> parameters() {
        return owners.keySet();
    }

    /**
     * Passes, or throws.
     *
     * @param parameter name of the path parameter which names the target
     * @param id the target as the path has it, maybe not even an id
     * @throws Problem not found when the target is unknown or of a team the caller is no member of; forbidden when the
     *     caller's role in the team is too low
     */
    @Transactional(dontRollbackOn = Problem.class) // a refusal is an answer, not a failure of the asker's transaction
    public Owned require(Caller caller, Permission permission, String parameter, String id) {
        return require(caller, permission, ownerOf(parameter, id));
    }

    /** The same for something whose owner is known already. */
    @Transactional(dontRollbackOn = Problem.class)
    public Owned require(Caller caller, Permission permission, Owned owned) {
        TeamRole inTeam = role(caller, owned.teamId()).orElseThrow(Problem::notFound);
        if (!caller.scope().covers(owned.teamId(), owned.projectId())) {
            throw Problem.notFound();
        }
        if (!caller.scope().includes(permission)) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "this token does not include \"" + permission.word() + "\"; use one that does");
        }
        if (inTeam.may(permission) && !permission.needsSecondRole()) {
            return owned;
        }
        Optional<TeamRole> inProject = Optional.ofNullable(owned.projectId())
                .flatMap(project -> ProjectMember.role(caller.accountId(), project));
        if (!inTeam.may(permission)
                && inProject.filter(role -> role.may(permission)).isEmpty()) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "your role \"" + inTeam.word() + "\" in this team does not include this; ask an admin of the team");
        }
        requireSecondRole(permission, owned, inProject);
        return owned;
    }

    /** Within a request the memberships are known; outside, where sockets are asked about, they are looked up. */
    private Optional<TeamRole> role(Caller caller, UUID teamId) {
        return Arc.container().requestContext().isActive()
                ? memberships.role(caller, teamId)
                : Member.role(caller.accountId(), teamId);
    }

    /** In a protected project the role in the team is half of what is asked; the other half is given by name. */
    private static void requireSecondRole(Permission permission, Owned owned, Optional<TeamRole> inProject) {
        if (owned.projectId() == null
                || !permission.needsSecondRole()
                || inProject.filter(role -> role.may(permission)).isPresent()) {
            return;
        }
        Project project = Project.findById(owned.projectId());
        if (project.guarded) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "project \"" + project.name + "\" is protected: this asks for a role in the project itself;"
                            + " an admin of the team gives it");
        }
    }

    /** Whose something is, for those who already may know. */
    @Transactional(dontRollbackOn = Problem.class)
    Owned ownerOf(String parameter, String id) {
        TeamOf owner = owners.get(parameter);
        if (owner == null) {
            throw new IllegalStateException("no TeamOf for path parameter \"" + parameter + "\"");
        }
        UUID target;
        try {
            target = UUID.fromString(id);
        } catch (IllegalArgumentException notAnId) {
            throw Problem.notFound();
        }
        return owner.ownerOf(target).orElseThrow(Problem::notFound);
    }
}
