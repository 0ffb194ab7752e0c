package dev.slipway.deploy;

import dev.slipway.app.App;
import dev.slipway.build.BuildLog;
import dev.slipway.engine.Engine;
import dev.slipway.engine.EngineFailure;
import dev.slipway.registry.RegistryConfig;
import dev.slipway.registry.ReleaseShelf;
import dev.slipway.release.Release;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Keeps images of releases in the registry, behind the deployments and not in front of them, and takes from the engine what
 * it need not have. So a release can be deployed where its image is not, and hosts do not fill up.
 */
@ApplicationScoped
class KeptImages {

    private static final Logger LOG = Logger.getLogger(KeptImages.class);

    /** A registry that refused, because of a quota for instance, is asked again after this time. */
    private static final Duration PAUSE = Duration.ofMinutes(5);

    private final ImageLedger ledger;
    private final ReleaseShelf shelf;
    private final Engine engine;
    private final BuildLog log;
    private final RegistryConfig config;
    private final Clock clock;
    private final Map<UUID, Instant> refused = new ConcurrentHashMap<>();

    KeptImages(
            ImageLedger ledger, ReleaseShelf shelf, Engine engine, BuildLog log, RegistryConfig config, Clock clock) {
        this.ledger = ledger;
        this.shelf = shelf;
        this.engine = engine;
        this.log = log;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void keep() {
        refused.values().removeIf(until -> until.isBefore(clock.instant()));
        ledger.toKeep(refused.keySet()).forEach(this::keep);
    }

    @Scheduled(every = "20s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void clearAway() {
        ledger.toRetire(config.keepReleases()).forEach(old -> {
            shelf.retire(old.teamId(), old.repository(), String.valueOf(old.digest()), old.tag());
            ledger.retired(old.id());
        });
        ledger.spare().forEach(this::remove);
    }

    /** Fetches the image of a release which the engine does not have (any more). */
    void fetch(App app, Release release) {
        String digest = release.imageDigest;
        if (digest == null) {
            throw new DeployFailed("the image of release " + release.number + " is neither on the host nor in the"
                    + " registry" + (release.imageRetired ? ", which keeps the newest ones only" : "")
                    + "; build the commit again");
        }
        ImageLedger.Shelved shelved = ImageLedger.shelved(app, release, digest);
        ReleaseShelf.Place place = shelf.toPull(app.teamId, shelved.repository());
        String name = place.name() + "@" + digest;
        String id = engine.pullImage(app.teamId, name, place.token());
        if (!id.equals(release.imageId)) {
            throw new DeployFailed("the registry has image " + id + " for release " + release.number + ", which was "
                    + release.imageId + "; build the commit again");
        }
        engine.tagImage(app.teamId, id, shelved.engineName());
        engine.removeImage(app.teamId, name);
        ledger.onEngine(release.build.id, true);
    }

    private void keep(ImageLedger.Shelved release) {
        try {
            String digest = release.digest();
            if (digest == null) {
                digest = push(release);
            } else {
                shelf.point(release.teamId(), release.repository(), digest, release.tag());
            }
            ledger.kept(release.id(), digest);
        } catch (EngineFailure failure) {
            if (failure.unreachable()) {
                return; // the next pass tries again
            }
            refused.put(release.id(), clock.instant().plus(PAUSE));
            log.say(release.buildId(), "the image is not in the registry: " + failure.getMessage());
            LOG.infof("release %s is not in the registry: %s", release.id(), failure.getMessage());
        }
    }

    private String push(ImageLedger.Shelved release) {
        ReleaseShelf.Place place =
                shelf.toPush(release.teamId(), release.projectId(), release.appId(), release.repository());
        String name = place.name() + ":" + release.tag();
        engine.tagImage(release.teamId(), release.engineName(), name);
        try {
            return engine.pushImage(release.teamId(), name, place.token());
        } finally {
            engine.removeImage(release.teamId(), name);
        }
    }

    private void remove(ImageLedger.Spare spare) {
        try {
            engine.removeImage(spare.teamId(), spare.engineName());
            ledger.onEngine(spare.buildId(), false);
        } catch (EngineFailure failure) {
            // A container nobody knows of yet has it, or the engine is away: there is a next pass.
            LOG.debugf("image %s stays: %s", spare.engineName(), failure.getMessage());
        }
    }
}
