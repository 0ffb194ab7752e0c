package dev.slipway.build;

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
    public Optional<UUID> teamOf(UUID id) {
        return Build.<Build>findByIdOptional(id).map(build -> build.teamId);
    }
}
