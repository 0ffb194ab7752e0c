package dev.slipway.tenancy;

import dev.slipway.identity.Caller;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Problem;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The one decision: may this caller do this to that. */
@ApplicationScoped
public class Policy {

    private final Map<String, TeamOf> owners;

    Policy(@All List<TeamOf> owners) {
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
    public void require(Caller caller, Permission permission, String parameter, String id) {
        UUID teamId = teamOf(parameter, id);
        Role role = Member.role(caller.accountId(), teamId).orElseThrow(Problem::notFound);
        if (!role.may(permission)) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "your role \"" + role.name().toLowerCase(Locale.ROOT)
                            + "\" in this team does not include this; ask an admin of the team");
        }
    }

    private UUID teamOf(String parameter, String id) {
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
        return owner.teamOf(target).orElseThrow(Problem::notFound);
    }
}
