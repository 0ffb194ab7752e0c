package dev.slipway.deploy;

import dev.slipway.app.App;
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
        return Deployment.<Deployment>findByIdOptional(id)
                .flatMap(deployment -> App.<App>findByIdOptional(deployment.appId))
                .map(App::owner);
    }
}
