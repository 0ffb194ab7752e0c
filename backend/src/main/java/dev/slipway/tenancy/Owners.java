package dev.slipway.tenancy;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The owners of this package's own path parameters. */
final class Owners {

    private Owners() {}

    private record Lookup(String parameter, Function<UUID, Optional<Owned>> find) implements TeamOf {

        @Override
        public Optional<Owned> ownerOf(UUID id) {
            return find.apply(id);
        }
    }

    @Produces
    @Singleton
    static TeamOf teams() {
        return new Lookup("teamId", id -> Team.<Team>findByIdOptional(id).map(team -> new Owned(team.id, null)));
    }

    @Produces
    @Singleton
    static TeamOf projects() {
        return new Lookup(
                "projectId",
                id -> Project.<Project>findByIdOptional(id).map(project -> new Owned(project.team.id, project.id)));
    }
}
