package dev.slipway.deploy;

import dev.slipway.app.App;
import dev.slipway.platform.Change;
import dev.slipway.platform.Cursor;
import dev.slipway.platform.PageQuery;
import dev.slipway.release.Release;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Moving an app to a release. */
@Entity
@SuppressWarnings("NullAway.Init")
public class Deployment extends PanacheEntityBase {

    /** Where a deployment is. */
    public enum Status {
        RUNNING,
        SUCCEEDED,
        FAILED
    }

    @Id
    public UUID id;

    public UUID appId;
    public UUID teamId;
    public int number;

    @ManyToOne(optional = false)
    public Release release;

    @Enumerated(EnumType.STRING)
    public Status status;

    @Nullable
    public String failure;

    public Instant createdAt;

    @Nullable
    public Instant finishedAt;

    @OneToMany(cascade = CascadeType.ALL)
    @JoinColumn(name = "deployment_id", nullable = false, updatable = false)
    @OrderBy("ordinal")
    public List<DeploymentStep> steps = new ArrayList<>();

    /** Begins a deployment; the app is locked by the caller. */
    static Deployment begin(App app, Release release, Instant now) {
        app.lastDeployment++;
        Deployment deployment = new Deployment();
        deployment.id = UUID.randomUUID();
        deployment.appId = app.id;
        deployment.teamId = app.teamId;
        deployment.number = app.lastDeployment;
        deployment.release = release;
        deployment.status = Status.RUNNING;
        deployment.createdAt = now;
        for (Step step : Step.values()) {
            deployment.steps.add(DeploymentStep.waiting(step));
        }
        deployment.persist();
        return deployment;
    }

    /** A page of an app's deployments with their steps, newest first; of one status when one is named. */
    static List<Deployment> page(UUID appId, PageQuery page, @Nullable Status status) {
        Cursor after = Cursor.read(page, 1);
        return list(
                "from Deployment d join fetch d.release r join fetch r.build left join fetch d.steps where d.id in"
                        + " (select x.id from Deployment x where x.appId = ?1 and x.number < ?2 and x.status in ?3"
                        + " order by x.number desc limit ?4) order by d.number desc",
                appId,
                after == null ? Integer.MAX_VALUE : after.number(0),
                status == null ? EnumSet.allOf(Status.class) : EnumSet.of(status),
                page.fetch());
    }

    static List<Deployment> running() {
        return list("status = ?1 order by createdAt, id", Status.RUNNING);
    }

    /** The newest deployment of each app. */
    public static List<Deployment> latestOf(Collection<UUID> appIds) {
        return appIds.isEmpty()
                ? List.of()
                : list(
                        "from Deployment d join fetch d.release r join fetch r.build where d.appId in ?1"
                                + " and d.number = (select max(o.number) from Deployment o where o.appId = d.appId)",
                        appIds);
    }

    /** The deployment whose instances serve. */
    static Optional<Deployment> serving(UUID appId) {
        return find("appId = ?1 and status = ?2 order by number desc", appId, Status.SUCCEEDED)
                .firstResultOptional();
    }

    DeploymentStep step(Step step) {
        return steps.get(step.ordinal());
    }

    boolean untouched() {
        return steps.stream().allMatch(DeploymentStep::isWaiting);
    }

    void finish(Status outcome, @Nullable String why, Instant now) {
        status = outcome;
        failure = why;
        finishedAt = now;
    }

    Change change() {
        return new Change("deployment", id, appId, teamId);
    }
}
