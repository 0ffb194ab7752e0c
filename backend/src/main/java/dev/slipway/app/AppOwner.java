package dev.slipway.app;

import dev.slipway.tenancy.Owned;
import dev.slipway.tenancy.TeamOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Apps belong to their project's team. */
@ApplicationScoped
class AppOwner implements TeamOf {

    @Override
    public String parameter() {
        return "appId";
    }

    @Override
    public Optional<Owned> ownerOf(UUID id) {
        return App.getEntityManager()
                .createQuery("select a.teamId, a.project.id from App a where a.id = ?1", Object[].class)
                .setParameter(1, id)
                .getResultStream()
                .findFirst()
                .map(Owned::of);
    }
}
