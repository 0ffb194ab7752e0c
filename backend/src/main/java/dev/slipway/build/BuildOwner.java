package dev.slipway.build;

import dev.slipway.app.App;
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
        return Build.<Build>findByIdOptional(id)
                .flatMap(build -> App.<App>findByIdOptional(build.appId))
                .map(App::owner);
    }
}
