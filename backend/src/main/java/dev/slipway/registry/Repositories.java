package dev.slipway.registry;

import dev.slipway.platform.Problem;
import dev.slipway.platform.Rows;
import dev.slipway.registry.RegistryError.Code;
import dev.slipway.tenancy.Owned;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/** Repositories by name. Callers bring the transaction. */
@ApplicationScoped
class Repositories {

    /** More is a script that went wrong. */
    private static final int MOST = 1_000;

    private final Rows rows;
    private final Clock clock;

    Repositories(Rows rows, Clock clock) {
        this.rows = rows;
        this.clock = clock;
    }

    /** Whose a repository is, or would be if it existed; empty when there is no such team. */
    Optional<Owned> owner(RepositoryName name) {
        return rows.first(
                row -> new Owned(row.getObject(1, UUID.class), row.getObject(2, UUID.class)),
                "select t.id, p.id from team t left join project p on p.team_id = t.id and p.slug = ? where t.slug = ?",
                name.second(),
                name.team());
    }

    /** The team of a project that exists. */
    UUID teamOf(UUID project) {
        return rows.first(row -> row.getObject(1, UUID.class), "select team_id from project where id = ?", project)
                .orElseThrow(Problem::notFound);
    }

    /** The id of one that exists. */
    Optional<UUID> find(RepositoryName name) {
        return rows.first(
                row -> row.getObject(1, UUID.class), "select id from registry_repository where name = ?", name.text());
    }

    /** The id of one that must exist. */
    UUID require(RepositoryName name) {
        return find(name).orElseThrow(() -> RegistryError.nameUnknown(name.text()));
    }

    /** The id, also of one that nobody pushed to before. */
    UUID findOrCreate(Access.Target target) {
        Optional<UUID> known = find(target.name());
        if (known.isPresent()) {
            return known.get();
        }
        UUID team = target.owned().teamId();
        if (rows.number("select count(*) from registry_repository where team_id = ?", team) >= MOST) {
            throw new RegistryError(
                    Code.DENIED, "the team has " + MOST + " repositories already; delete one that is not used");
        }
        rows.change(
                "insert into registry_repository (id, team_id, project_id, name, created_at) values (?, ?, ?, ?, ?)"
                        + " on conflict (name) do nothing",
                UUID.randomUUID(),
                team,
                target.owned().projectId(),
                target.name().text(),
                clock.instant());
        return require(target.name());
    }
}
