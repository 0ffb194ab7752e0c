package dev.slipway.deploy;

import dev.slipway.tenancy.Owned;
import dev.slipway.tenancy.TeamOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Deployments belong to their app's team. */
@ApplicationScoped
class DeploymentOwner implements TeamOf {

    @Override
    public String parameter() {
        return "deploymentId";
    }

    @Override
    public Optional<Owned> ownerOf(UUID id) {
        return Deployment.getEntityManager()
                .createQuery(
                        "select a.teamId, a.project.id from Deployment x join App a on a.id = x.appId where x.id = ?1",
                        Object[].class)
                .setParameter(1, id)
                .getResultStream()
                .findFirst()
                .map(Owned::of);
    }
}
