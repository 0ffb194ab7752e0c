package dev.slipway.tenancy;

import dev.slipway.identity.CurrentCaller;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MultivaluedMap;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Asks the policy before any door of the API opens. Deny is the default: no declared permission, no way in. */
@ApplicationScoped
public class PolicyFilter {

    private final Policy policy;
    private final CurrentCaller current;
    private final Claim claim;

    PolicyFilter(Policy policy, CurrentCaller current, Claim claim) {
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
        current.get();
        if (permission.ofTeam()) {
            requireOfTeam(permission, request.getUriInfo().getPathParameters());
        }
    }

    private void requireOfTeam(Permission permission, MultivaluedMap<String, String> path) {
        String parameter = path.keySet().stream()
                .filter(policy.parameters()::contains)
                .findFirst()
                .orElseThrow(() ->
                        new Problem(Problem.Kind.FORBIDDEN, "this door names nothing a team owns, so nobody may pass"));
        policy.require(current.get(), permission, parameter, path.getFirst(parameter));
    }
}
