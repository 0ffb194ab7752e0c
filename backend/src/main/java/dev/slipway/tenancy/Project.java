package dev.slipway.tenancy;

import dev.slipway.platform.Cursor;
import dev.slipway.platform.DataScope;
import dev.slipway.platform.PageQuery;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Apps that belong together. Its slug is part of their host names, so it is unique on the whole platform. */
@Entity
@SuppressWarnings("NullAway.Init")
public class Project extends PanacheEntityBase {

    @Id
    public UUID id;

    @ManyToOne(optional = false)
    public Team team;

    public String slug;
    public String name;
    public Instant createdAt;

    /** Protected: what changes or enters running instances asks for a role in the project besides that in the team. */
    public boolean guarded;

    /** What terminals show is kept; in a protected project in any case, see {@link #recordsTerminals}. */
    public boolean recorded;

    /** Adds a project to a team. */
    public static Project create(Team team, String name, Instant now) {
        Project project = new Project();
        project.id = UUID.randomUUID();
        project.team = team;
        project.slug = Slug.free(Slug.of(name, "project"), Project::isFree);
        project.name = name;
        project.createdAt = now;
        project.guarded = false;
        project.persist();
        return project;
    }

    /** Whether a terminal in one of its apps is recorded. */
    public boolean recordsTerminals() {
        return recorded || guarded;
    }

    /** Asked for the whole platform: other teams' projects are not visible to whoever adds one. */
    private static boolean isFree(String slug) {
        return DataScope.asPlatform(() -> QuarkusTransaction.requiringNew().call(() -> count("slug", slug)) == 0);
    }

    /** Projects of teams, by name. */
    public static List<Project> of(Collection<UUID> teamIds) {
        return teamIds.isEmpty()
                ? List.of()
                : list("from Project p join fetch p.team where p.team.id in ?1 order by p.name, p.id", teamIds);
    }

    /** A page of a team's projects, by name, whose name or slug contains {@code search}. */
    static List<Project> page(UUID teamId, PageQuery page, String search) {
        Cursor after = Cursor.read(page, 2);
        return Project.<Project>find(
                        "from Project p join fetch p.team where p.team.id = ?1"
                                + " and (p.name > ?2 or (p.name = ?2 and p.id > ?3))"
                                + " and locate(?4, lower(concat(p.name, ' ', p.slug))) > 0 order by p.name, p.id",
                        teamId,
                        after == null ? "" : after.text(0),
                        after == null ? Cursor.LEAST : after.id(1),
                        search.toLowerCase(Locale.ROOT))
                .range(0, page.limit)
                .list();
    }
}
