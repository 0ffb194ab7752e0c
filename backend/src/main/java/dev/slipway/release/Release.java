package dev.slipway.release;

import dev.slipway.app.App;
import dev.slipway.build.Build;
import dev.slipway.platform.Cursor;
import dev.slipway.platform.PageQuery;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be run: an image, pinned by its id, with a version of the variables. */
@Entity
@SuppressWarnings("NullAway.Init")
public class Release extends PanacheEntityBase {

    @Id
    public UUID id;

    public UUID appId;
    public UUID teamId;
    public int number;

    @ManyToOne(optional = false)
    public Build build;

    public String imageId;
    public int environmentVersion;

    /** Digest of its manifest in the registry; null until it is there. */
    @Nullable
    public String imageDigest;

    /** Its image left the registry to make room for newer ones. */
    public boolean imageRetired;

    public Instant createdAt;

    /** Cuts a release; the app is locked by the caller. */
    static Release cut(App app, Build build, String imageId, Instant now) {
        app.lastRelease++;
        Release release = new Release();
        release.id = UUID.randomUUID();
        release.appId = app.id;
        release.teamId = app.teamId;
        release.number = app.lastRelease;
        release.build = build;
        release.imageId = imageId;
        release.imageRetired = false;
        release.environmentVersion = app.lastEnvironment;
        release.createdAt = now;
        release.persist();
        return release;
    }

    /** A page of an app's releases, newest first, each with the id of the one that is current. */
    static List<Object[]> page(UUID appId, PageQuery page) {
        Cursor after = Cursor.read(page, 1);
        return getEntityManager()
                .createQuery(
                        "select r, a.currentReleaseId from Release r join fetch r.build join App a on a.id = r.appId"
                                + " where r.appId = ?1 and a.deleting = false and r.number < ?2 order by r.number desc",
                        Object[].class)
                .setParameter(1, appId)
                .setParameter(2, after == null ? Integer.MAX_VALUE : after.number(0))
                .setMaxResults(page.fetch())
                .getResultList();
    }

    /** A release by its number. */
    public static Optional<Release> numbered(UUID appId, int number) {
        return find("appId = ?1 and number = ?2", appId, number).firstResultOptional();
    }

    /** The tag of its image in the registry. */
    public String tag() {
        return "v" + number;
    }

    static Optional<Release> newest(UUID appId) {
        return find("from Release r join fetch r.build where r.appId = ?1 order by r.number desc", appId)
                .range(0, 0)
                .firstResultOptional();
    }
}
