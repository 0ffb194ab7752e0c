package dev.slipway.app;

import dev.slipway.platform.Change;
import dev.slipway.tenancy.Owned;
import dev.slipway.tenancy.Project;
import dev.slipway.tenancy.Slug;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.ManyToOne;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An application. */
@Entity
@SuppressWarnings("NullAway.Init")
public class App extends PanacheEntityBase {

    @Id
    public UUID id;

    public UUID teamId;

    @ManyToOne(optional = false)
    public Project project;

    public String name;
    public String slug;
    public String repository;

    /** Null: the repository's default branch. */
    @Nullable
    public String branch;

    /** Relative to the repository's root; empty for the root itself. */
    public String folder;

    /** Relative to the folder; null: {@code Dockerfile}, or one made for the kind of project. */
    @Nullable
    public String dockerfile;

    /** A Dockerfile that counts instead of the repository's or a generated one; null for those. */
    @Nullable
    public String recipe;

    /** Null: what the image exposes. */
    @Nullable
    public Integer port;

    public long memory;
    public BigDecimal cpus;
    public int instances;

    /** Whether people want it stopped. */
    public boolean suspended;

    /** Whether it is on its way out; hidden from now on. */
    public boolean deleting;

    @Nullable
    public UUID currentReleaseId;

    public int lastBuild;
    public int lastRelease;
    public int lastDeployment;
    public int lastEnvironment;
    public Instant createdAt;
    public Instant updatedAt;

    /** Adds an app to a project, under a slug that is free there. */
    public static App create(Project project, AppSettings settings, Instant now) {
        App app = new App();
        app.id = UUID.randomUUID();
        app.teamId = project.team.id;
        app.project = project;
        app.name = settings.name();
        app.slug = Slug.free(
                Slug.of(settings.name(), "app"), slug -> count("project = ?1 and slug = ?2", project, slug) == 0);
        app.suspended = false;
        app.deleting = false;
        app.createdAt = now;
        app.apply(settings, now);
        app.persist();
        return app;
    }

    /** Takes new settings; the slug stays, because people know the address. */
    public void apply(AppSettings settings, Instant now) {
        name = settings.name();
        repository = settings.repository();
        branch = settings.branch();
        folder = settings.folder();
        dockerfile = settings.dockerfile();
        port = settings.port();
        memory = settings.memory();
        cpus = settings.cpus();
        instances = settings.instances();
        updatedAt = now;
    }

    /** An app that is not on its way out. */
    public static Optional<App> present(UUID id) {
        return App.<App>findByIdOptional(id).filter(app -> !app.deleting);
    }

    /** The app, locked until the transaction ends, so that numbers are taken one after another. */
    public static Optional<App> locked(UUID id) {
        return Optional.ofNullable(App.findById(id, LockModeType.PESSIMISTIC_WRITE));
    }

    /** Whose it is. */
    public Owned owner() {
        return new Owned(teamId, project.id);
    }

    /** What has changed, for those who show it. */
    public Change change() {
        return new Change("app", id, id, teamId);
    }
}
