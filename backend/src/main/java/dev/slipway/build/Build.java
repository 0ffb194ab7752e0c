package dev.slipway.build;

import dev.slipway.app.App;
import dev.slipway.platform.Change;
import dev.slipway.platform.Cursor;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.Words;
import dev.slipway.source.Commit;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One attempt to make an image of a commit. */
@Entity
@SuppressWarnings("NullAway.Init")
public class Build extends PanacheEntityBase {

    /** Where a build is; the last three are final. */
    public enum Status {
        QUEUED,
        FETCHING,
        BUILDING,
        SUCCEEDED,
        FAILED,
        CANCELLED;

        /** The status of a word; null for none. */
        static @Nullable Status of(@Nullable String word) {
            return Words.find(Status.class, word, "status");
        }

        /** Whether nothing more will happen. */
        public boolean finished() {
            return this == SUCCEEDED || this == FAILED || this == CANCELLED;
        }
    }

    static final Set<Status> UNDER_WAY = Set.of(Status.FETCHING, Status.BUILDING);

    @Id
    public UUID id;

    public UUID appId;
    public UUID teamId;
    public int number;

    @Enumerated(EnumType.STRING)
    public Status status;

    /** Branch, tag or commit that was asked for; null: the app's branch. */
    @Nullable
    public String ref;

    @Nullable
    public String commitId;

    @Nullable
    public String commitMessage;

    @Nullable
    public String commitAuthor;

    @Nullable
    public Instant commitAt;

    @Nullable
    public String failure;

    @Nullable
    public String imageId;

    /** Whether the engine still has the image; the registry may have it besides. */
    public boolean onEngine;

    public boolean cancelling;

    /** How often it was begun: a control plane that dies begins it again, but not for ever. */
    public int attempts;

    public Instant createdAt;

    @Nullable
    public Instant startedAt;

    @Nullable
    public Instant finishedAt;

    @OneToMany(cascade = CascadeType.ALL, orphanRemoval = true)
    @JoinColumn(name = "build_id", nullable = false, updatable = false)
    @OrderBy("ordinal")
    public List<BuildStage> stages = new ArrayList<>();

    /** Queues a build; the app is locked by the caller. */
    static Build queue(App app, @Nullable String ref, Instant now) {
        app.lastBuild++;
        Build build = new Build();
        build.id = UUID.randomUUID();
        build.appId = app.id;
        build.teamId = app.teamId;
        build.number = app.lastBuild;
        build.status = Status.QUEUED;
        build.ref = ref;
        build.onEngine = true;
        build.createdAt = now;
        build.persist();
        return build;
    }

    /** The image's name on the engine. */
    public String tag() {
        return "slipway/" + appId + ":" + number;
    }

    /** The commit, once fetched. */
    public Optional<Commit> commit() {
        return commitId == null || commitMessage == null || commitAuthor == null || commitAt == null
                ? Optional.empty()
                : Optional.of(new Commit(commitId, commitMessage, commitAuthor, commitAt));
    }

    /** Builds of an app, newest first. */
    public static List<Build> ofApp(UUID appId, int most) {
        return Build.<Build>find("appId = ?1 order by number desc", appId)
                .page(0, most)
                .list();
    }

    /** A page of an app's builds with their stages, newest first; of one status when one is named. */
    static List<Build> page(UUID appId, PageQuery page, @Nullable Status status) {
        Cursor after = Cursor.read(page, 1);
        return list(
                "from Build b left join fetch b.stages where b.id in (select x.id from Build x where x.appId = ?1"
                        + " and x.number < ?2 and x.status in ?3 order by x.number desc limit ?4)"
                        + " order by b.number desc",
                appId,
                after == null ? Integer.MAX_VALUE : after.number(0),
                status == null ? EnumSet.allOf(Status.class) : EnumSet.of(status),
                page.fetch());
    }

    static List<Build> in(Collection<Status> statuses) {
        return list("status in ?1 order by createdAt, id", statuses);
    }

    /** What has changed, for those who show it. */
    Change change() {
        return new Change("build", id, appId, teamId);
    }

    void begin(Instant now) {
        attempts++;
        status = Status.FETCHING;
        startedAt = now;
        finishedAt = null;
        stages.clear();
    }

    void enterStage(String name, Instant now) {
        stages.add(BuildStage.running(stages.size(), name, now));
    }

    void leaveStage(String outcome, Instant now) {
        if (!stages.isEmpty()) {
            stages.getLast().finish(outcome, now);
        }
    }

    void fetched(Commit commit) {
        commitId = commit.id();
        commitMessage = commit.message();
        commitAuthor = commit.author();
        commitAt = commit.at();
        status = Status.BUILDING;
    }

    void finish(Status outcome, @Nullable String why, Instant now) {
        status = outcome;
        failure = why;
        finishedAt = now;
        leaveStage(outcome.name().toLowerCase(Locale.ROOT), now);
    }
}
