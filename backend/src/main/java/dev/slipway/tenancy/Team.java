package dev.slipway.tenancy;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.UUID;

/** A tenant: who owns projects, and whom the engine isolates. */
@Entity
@SuppressWarnings("NullAway.Init")
public class Team extends PanacheEntityBase {

    @Id
    public UUID id;

    public String slug;
    public String name;
    public Instant createdAt;

    /** Adds a team with a slug of its own. */
    public static Team create(String name, Instant now) {
        Team team = new Team();
        team.id = UUID.randomUUID();
        team.slug = Slug.free(Slug.of(name, "team"), slug -> count("slug", slug) == 0);
        team.name = name;
        team.createdAt = now;
        team.persist();
        return team;
    }

    /** Makes whoever changes who owns a team wait for their turn. */
    static void lock(UUID id) {
        findById(id, LockModeType.PESSIMISTIC_WRITE);
    }
}
