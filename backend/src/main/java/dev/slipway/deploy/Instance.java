package dev.slipway.deploy;

import dev.slipway.engine.ContainerState;
import dev.slipway.platform.Cursor;
import dev.slipway.platform.PageQuery;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A container of an app, from the wish for it to its end. */
@Entity
@SuppressWarnings("NullAway.Init")
public class Instance extends PanacheEntityBase {

    /** How an instance is; the engine's word as last seen. */
    public enum Status {
        STARTING,
        RUNNING,
        EXITED,
        GONE
    }

    @Id
    public UUID id;

    public UUID appId;
    public UUID teamId;
    public UUID deploymentId;
    public int releaseNumber;
    public int ordinal;

    @Nullable
    public String containerId;

    @Enumerated(EnumType.STRING)
    public Status status;

    @Nullable
    public Integer exitCode;

    public boolean oomKilled;

    @Nullable
    public String detail;

    public Instant createdAt;

    @Nullable
    public Instant startedAt;

    @Nullable
    public Instant finishedAt;

    static Instance wish(Deployment deployment, int ordinal, Instant now) {
        Instance instance = new Instance();
        instance.id = UUID.randomUUID();
        instance.appId = deployment.appId;
        instance.teamId = deployment.teamId;
        instance.deploymentId = deployment.id;
        instance.releaseNumber = deployment.release.number;
        instance.ordinal = ordinal;
        instance.status = Status.STARTING;
        instance.createdAt = now;
        instance.persist();
        return instance;
    }

    static List<Instance> of(Deployment deployment) {
        return list("deploymentId = ?1 order by ordinal", deployment.id);
    }

    /** A page of an app's instances, newest first; of one status when one is named. */
    static List<Instance> page(UUID appId, PageQuery page, @Nullable Status status) {
        Cursor after = Cursor.read(page, 2);
        return Instance.<Instance>find(
                        "appId = ?1 and (createdAt < ?2 or (createdAt = ?2 and id < ?3)) and status in ?4"
                                + " order by createdAt desc, id desc",
                        appId,
                        after == null ? Cursor.END_OF_TIME : after.time(0),
                        after == null ? Cursor.GREATEST : after.id(1),
                        status == null ? EnumSet.allOf(Status.class) : EnumSet.of(status))
                .range(0, page.limit)
                .list();
    }

    /** Instances of apps which are not gone. */
    public static List<Instance> present(Collection<UUID> appIds) {
        return appIds.isEmpty()
                ? List.of()
                : list("appId in ?1 and status <> ?2 order by createdAt, ordinal", appIds, Status.GONE);
    }

    static List<Instance> allPresent() {
        return list("status <> ?1 order by createdAt, ordinal", Status.GONE);
    }

    /**
     * Those of stopped apps, and of deployments that are not the newest which succeeded; an app that is being deployed, or goes as a
     * whole, has none. One statement, as it is asked each second: with one for each instance, a thousand apps were a processor's work.
     */
    static List<Instance> unwanted() {
        return list(
                "from Instance i where i.status <> ?1"
                        + " and not exists (select 1 from Deployment d where d.appId = i.appId and d.status = ?2)"
                        + " and exists (select 1 from App a where a.id = i.appId and a.deleting = false"
                        + " and (a.suspended = true or not exists (select 1 from Deployment s where s.id = i.deploymentId"
                        + " and s.status = ?3 and not exists (select 1 from Deployment n where n.appId = s.appId"
                        + " and n.status = ?3 and n.number > s.number)))) order by i.createdAt, i.ordinal",
                Status.GONE,
                Deployment.Status.RUNNING,
                Deployment.Status.SUCCEEDED);
    }

    /** It was started and its port answers. */
    void answers(Instant now) {
        status = Status.RUNNING;
        if (startedAt == null) {
            startedAt = now;
        }
    }

    /** Notes what the engine says; true when that is news. */
    boolean see(ContainerState state) {
        Status seen = switch (state.status()) {
            case CREATED -> Status.STARTING;
            case RUNNING -> Status.RUNNING;
            case RESTARTING, EXITED -> Status.EXITED;
        };
        boolean news = seen != status || !Objects.equals(startedAt, state.startedAt());
        status = seen;
        startedAt = state.startedAt();
        boolean ended = seen == Status.EXITED;
        finishedAt = ended ? state.finishedAt() : null;
        if (ended) {
            exitCode = state.exitCode();
            oomKilled = state.oomKilled();
        }
        return news;
    }

    void gone(@Nullable String why, Instant now) {
        status = Status.GONE;
        detail = why == null ? detail : why;
        finishedAt = finishedAt == null ? now : finishedAt;
    }
}
