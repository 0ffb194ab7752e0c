package dev.slipway.build;

import dev.slipway.tenancy.Owned;
import dev.slipway.tenancy.TeamOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Builds belong to their app's team. */
@ApplicationScoped
class BuildOwner implements TeamOf {

    @Override
    public String parameter() {
        return "buildId";
    }

    @Override
    public Optional<Owned> ownerOf(UUID id) {
        return Build.getEntityManager()
                .createQuery(
                        "select a.teamId, a.project.id from Build x join App a on a.id = x.appId where x.id = ?1",
                        Object[].class)
                .setParameter(1, id)
                .getResultStream()
                .findFirst()
                .map(Owned::of);
    }
}
