package dev.slipway.keys;

import dev.slipway.platform.DataKeys;
import dev.slipway.platform.DataScope;
import dev.slipway.platform.MasterKey;
import dev.slipway.platform.SealedRows;
import dev.slipway.platform.Vault;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Changes keys while the platform runs. A new key is active at once; what older ones sealed opens as before, and is sealed
 * again in small steps. Every step may be interrupted: the next start goes on.
 */
@ApplicationScoped
class Rotation {

    private static final Logger LOG = Logger.getLogger(Rotation.class);

    /** Values sealed again in one transaction: short enough that nobody waits for its locks. */
    private static final int STEP = 200;

    /** Before anything asks for a secret. */
    private static final int FIRST = 1;

    private final DataKeys keys;
    private final MasterKey master;
    private final List<SealedRows> features;
    private final ReentrantLock renewing = new ReentrantLock();

    Rotation(DataKeys keys, MasterKey master, @All List<SealedRows> features) {
        this.keys = keys;
        this.master = master;
        this.features = features;
    }

    /** What a start finds: keys that a master key before wrapped, values that an older key sealed. */
    void goOn(@Observes @Priority(FIRST) StartupEvent started) {
        wrapAgain();
        renew();
    }

    /** A new master key, and every data key under it. */
    int replaceMasterKey() {
        master.replace();
        return wrapAgain();
    }

    /** New data keys for these teams, and for the platform's own secrets. */
    void replaceDataKeys(Collection<UUID> teams, boolean platform) {
        inTransaction(() -> {
            teams.forEach(team -> keys.rotate(team, Vault.SECRETS));
            if (platform) {
                keys.rotate(null, Vault.SECRETS);
            }
            return teams.size();
        });
        Thread.ofVirtual().name("key-rotation").start(this::renew);
    }

    /** Teams with values that are still to be sealed again. */
    int waiting() {
        return inTransaction(() -> features.stream()
                .flatMap(feature -> feature.stale().stream())
                .distinct()
                .toList()
                .size());
    }

    @Scheduled(every = "1h", delayed = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void forgetUnused() {
        inTransaction(() -> {
            keys.forgetUnused();
            return 0;
        });
    }

    private int wrapAgain() {
        int wrapped = inTransaction(keys::wrapAgain);
        master.forgetOthers();
        if (wrapped > 0) {
            LOG.infof("%d data keys are wrapped by master key %s now", wrapped, master.current());
        }
        return wrapped;
    }

    private void renew() {
        renewing.lock();
        try {
            int renewed = 0;
            for (SealedRows feature : features) {
                for (UUID team : inTransaction(feature::stale)) {
                    renewed += renew(feature, team);
                }
            }
            if (renewed > 0) {
                LOG.infof("%d secrets are sealed by the active keys of their teams now", renewed);
            }
        } finally {
            renewing.unlock();
        }
    }

    private static int renew(SealedRows feature, UUID team) {
        int all = 0;
        int step;
        do {
            step = inTransaction(() -> feature.renew(team, STEP));
            all += step;
        } while (step > 0);
        return all;
    }

    private static <T> T inTransaction(Supplier<T> work) {
        return DataScope.asPlatform(() -> QuarkusTransaction.requiringNew().call(work::get));
    }
}
