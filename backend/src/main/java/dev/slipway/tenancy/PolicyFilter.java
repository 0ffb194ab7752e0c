package dev.slipway.tenancy;

import dev.slipway.identity.Caller;
import dev.slipway.identity.CurrentCaller;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.DataScope;
import dev.slipway.platform.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Asks the policy before any door of the API opens. Deny is the default: no declared permission, no way in. */
@ApplicationScoped
public class PolicyFilter {

    private final Policy policy;
    private final CurrentCaller current;
    private final Claim claim;
    private final DataScope scope;
    private final CurrentTarget target;
    private final Memberships memberships;

    PolicyFilter(
            Policy policy,
            CurrentCaller current,
            Claim claim,
            DataScope scope,
            CurrentTarget target,
            Memberships memberships) {
        this.memberships = memberships;
        this.target = target;
        this.scope = scope;
        this.policy = policy;
        this.current = current;
        this.claim = claim;
    }

    @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
    void decide(ContainerRequestContext request, ResourceInfo door) {
        Needs needs = door.getResourceMethod().getAnnotation(Needs.class);
        if (needs == null) {
            throw new Problem(Problem.Kind.FORBIDDEN, "this door declares no permission, so nobody may pass");
        }
        Permission permission = needs.value();
        if (permission == Permission.OPEN) {
            return;
        }
        claim.requireClaimed();
        requireOutsideTeams(permission, current.get());
        // Two steps: what a foreign id names is not even found, and what is found is all that the door will see.
        scope.narrow(memberships.teams(current.get()));
        if (permission.ofTeam()) {
            requireOfTeam(permission, request.getUriInfo().getPathParameters());
        }
    }

    private static void requireOutsideTeams(Permission permission, Caller caller) {
        if (permission == Permission.OWN_ACCOUNT && !caller.scope().isUnlimited()) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "a token with a scope cannot change its account; sign in, or use a token without one");
        }
        if (permission == Permission.PLATFORM_OPERATE
                && (!caller.operator() || !caller.scope().isUnlimited())) {
            throw new Problem(Problem.Kind.FORBIDDEN, "this is for operators of the platform; ask one of them");
        }
    }

    private void requireOfTeam(Permission permission, MultivaluedMap<String, String> path) {
        String parameter = path.keySet().stream()
                .filter(policy.parameters()::contains)
                .findFirst()
                .orElseThrow(() ->
                        new Problem(Problem.Kind.FORBIDDEN, "this door names nothing a team owns, so nobody may pass"));
        String id = path.getFirst(parameter);
        try {
            Owned owned = policy.require(current.get(), permission, parameter, id);
            scope.narrow(List.of(owned.teamId()));
            target.set(owned);
        } catch (Problem refused) {
            // A member who may not is a matter of the team; for anybody else the thing does not exist.
            if (refused.kind() == Problem.Kind.FORBIDDEN) {
                target.set(policy.ownerOf(parameter, id));
            }
            throw refused;
        }
    }
}
