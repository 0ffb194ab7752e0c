package dev.slipway.registry;

import dev.slipway.platform.Rows;
import dev.slipway.tenancy.Owned;
import dev.slipway.tenancy.TeamOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Whose a repository is, for the console's doors. */
@ApplicationScoped
class RepositoryOwner implements TeamOf {

    private final Rows rows;

    RepositoryOwner(Rows rows) {
        this.rows = rows;
    }

    @Override
    public String parameter() {
        return "repositoryId";
    }

    @Override
    public Optional<Owned> ownerOf(UUID id) {
        return rows.first(
                row -> new Owned(row.getObject(1, UUID.class), row.getObject(2, UUID.class)),
                "select team_id, project_id from registry_repository where id = ?",
                id);
    }
}
