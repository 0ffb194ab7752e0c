package dev.slipway.deploy;

import dev.slipway.app.App;
import dev.slipway.build.Build;
import dev.slipway.release.Release;
import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which images of releases are where, in rows. */
@ApplicationScoped
class ImageLedger {

    /** Releases looked at in one pass; the rest has its turn when these are done. */
    private static final int PASS = 100;

    private static final UUID NOBODY = new UUID(0, 0);

    /** The engine keeps the images of so many builds of an app besides those in use: the usual ways back. */
    private static final int ON_ENGINE = 3;

    /** So many stay even when the registry could not take them; older ones can then only be built again. */
    private static final int ON_ENGINE_UNKEPT = 10;

    /**
     * A release and where its image is, or is going to be.
     *
     * @param repository of its app in the registry
     * @param engineName by which the engine knows the image
     * @param digest in the registry, also when another release of the same build brought it there; null when it is not
     */
    record Shelved(
            UUID id,
            UUID buildId,
            UUID teamId,
            UUID projectId,
            UUID appId,
            String tag,
            String repository,
            String engineName,
            @Nullable String digest) {}

    /** A build whose image the engine need not keep. */
    record Spare(UUID buildId, UUID teamId, String engineName) {}

    /**
     * Releases whose image is not in the registry yet, oldest first.
     *
     * @param refused those that wait; were they looked at, enough of them would keep all others from their turn
     */
    @Transactional
    List<Shelved> toKeep(Set<UUID> refused) {
        List<UUID> waiting = new ArrayList<>(refused);
        waiting.add(NOBODY);
        return Release.<Release>find(
                        "from Release r join fetch r.build b where r.imageDigest is null"
                                + " and r.imageRetired = false and b.onEngine = true and r.id not in ?1"
                                + " and exists (select 1 from App a where a.id = r.appId and a.deleting = false)"
                                + " order by r.createdAt",
                        waiting)
                .page(0, PASS)
                .list()
                .stream()
                .flatMap(
                        release -> App.present(release.appId).stream().map(app -> shelved(app, release, kept(release))))
                .toList();
    }

    private static @Nullable String kept(Release release) {
        return Release.<Release>find("build = ?1 and imageDigest is not null", release.build)
                .firstResultOptional()
                .map(other -> other.imageDigest)
                .orElse(null);
    }

    static Shelved shelved(App app, Release release, @Nullable String digest) {
        return new Shelved(
                release.id,
                release.build.id,
                app.teamId,
                app.project.id,
                app.id,
                release.tag(),
                app.project.team.slug + "/" + app.project.slug + "/" + app.slug,
                release.build.tag(),
                digest);
    }

    @Transactional
    void kept(UUID releaseId, String digest) {
        Release.update("imageDigest = ?1 where id = ?2", digest, releaseId);
    }

    /** Releases that had their time in the registry: older than the newest {@code most}, and not in use. */
    @Transactional
    List<Shelved> toRetire(int most) {
        return Release.<Release>find(
                        "from Release r join fetch r.build where r.imageDigest is not null and r.number <="
                                + " (select max(o.number) from Release o where o.appId = r.appId) - ?1",
                        most)
                .page(0, PASS)
                .list()
                .stream()
                .filter(release -> !inUse(release.appId).contains(release.build.id))
                .flatMap(release ->
                        App.present(release.appId).stream().map(app -> shelved(app, release, release.imageDigest)))
                .toList();
    }

    @Transactional
    void retired(UUID releaseId) {
        Release.update("imageDigest = null, imageRetired = true where id = ?1", releaseId);
    }

    /** Images on the engine that are neither in use nor among the newest of their app. */
    @Transactional
    List<Spare> spare() {
        List<UUID> apps = Panache.getEntityManager()
                .createQuery(
                        "select b.appId from Build b where b.onEngine = true and b.imageId is not null"
                                + " group by b.appId having count(b) > :most",
                        UUID.class)
                .setParameter("most", (long) ON_ENGINE)
                .setMaxResults(PASS)
                .getResultList();
        List<Spare> spare = new ArrayList<>();
        apps.forEach(app -> addSpare(app, spare));
        return spare;
    }

    private static void addSpare(UUID app, List<Spare> spare) {
        List<Build> builds =
                Build.list("appId = ?1 and onEngine = true and imageId is not null order by number desc", app);
        Set<UUID> inUse = inUse(app);
        for (int rank = ON_ENGINE; rank < builds.size(); rank++) {
            Build build = builds.get(rank);
            if (!inUse.contains(build.id) && (rank >= ON_ENGINE_UNKEPT || isKept(build))) {
                spare.add(new Spare(build.id, build.teamId, build.tag()));
            }
        }
    }

    private static boolean isKept(Build build) {
        return Release.count("build = ?1 and imageDigest is null and imageRetired = false", build) == 0;
    }

    /** Builds whose image serves, is being deployed, or has a container still. */
    private static Set<UUID> inUse(UUID appId) {
        Set<UUID> builds = new HashSet<>();
        // Calls, not method references: only those lead to the entity's own table.
        App.<App>findByIdOptional(appId)
                .flatMap(app -> Optional.ofNullable(app.currentReleaseId))
                .flatMap(current -> Release.<Release>findByIdOptional(current))
                .ifPresent(release -> builds.add(release.build.id));
        Deployment.<Deployment>list("appId = ?1 and status = ?2", appId, Deployment.Status.RUNNING)
                .forEach(deployment -> builds.add(deployment.release.build.id));
        Instance.present(List.of(appId))
                .forEach(instance -> Release.numbered(appId, instance.releaseNumber)
                        .ifPresent(release -> builds.add(release.build.id)));
        return builds;
    }

    @Transactional
    void onEngine(UUID buildId, boolean there) {
        Build.update("onEngine = ?1 where id = ?2", there, buildId);
    }
}
