package dev.slipway.build;

import dev.slipway.credential.AppCredentials;
import dev.slipway.engine.Cancellation;
import dev.slipway.engine.Engine;
import dev.slipway.engine.EngineFailure;
import dev.slipway.platform.PlatformConfig;
import dev.slipway.source.Remotes;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The loop of builds: begins what is queued, as many at once as allowed, and forgets nothing over a restart. */
@ApplicationScoped
public class BuildQueue {

    private final BuildLedger ledger;
    private final BuildLog log;
    private final Remotes remotes;
    private final AppCredentials credentials;
    private final Engine engine;
    private final BuildConfig config;
    private final Path work;
    private final Map<UUID, Cancellation> running = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    BuildQueue(
            BuildLedger ledger,
            BuildLog log,
            Remotes remotes,
            AppCredentials credentials,
            Engine engine,
            BuildConfig config,
            PlatformConfig platform) {
        this.ledger = ledger;
        this.log = log;
        this.remotes = remotes;
        this.credentials = credentials;
        this.engine = engine;
        this.config = config;
        this.work = platform.data().resolve("work");
    }

    void recover(@Observes StartupEvent started) {
        WorkFolder.remove(work);
        ledger.recover();
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void beginWhatIsReady() {
        int free = config.parallel() - running.size();
        List<UUID> ready = free <= 0 || stopping ? List.of() : ledger.ready(free);
        if (ready.isEmpty() || !engineAnswers()) {
            return;
        }
        ready.forEach(this::begin);
    }

    /** Ends a build as soon as possible. */
    public void cancel(UUID id) {
        ledger.cancel(id);
        Cancellation cancellation = running.get(id);
        if (cancellation != null) {
            cancellation.cancel();
        }
    }

    /** Runs end with the process; their rows stay "under way" and are begun again at the next start. */
    @PreDestroy
    void stop() {
        stopping = true;
    }

    private void begin(UUID id) {
        Cancellation cancellation = new Cancellation();
        if (running.putIfAbsent(id, cancellation) != null) {
            return;
        }
        ledger.begin(id)
                .ifPresentOrElse(
                        begun -> Thread.ofVirtual().name("build-" + id).start(() -> run(begun, cancellation)),
                        () -> running.remove(id));
    }

    private void run(BuildLedger.Begun begun, Cancellation cancellation) {
        try {
            Path folder = work.resolve(begun.id().toString());
            BuildLog.Writer writer = log.write(begun.id(), begun.logBytes());
            BuildRun run = new BuildRun(begun, ledger, writer, remotes, credentials, engine, folder, cancellation);
            Executor later = CompletableFuture.delayedExecutor(begun.timeLeft().toSeconds(), TimeUnit.SECONDS);
            CompletableFuture<Void> end = CompletableFuture.runAsync(run::endForTime, later);
            run.run();
            end.cancel(false);
        } finally {
            running.remove(begun.id());
            log.keepWithin(begun.app().teamId, begun.logBytes());
        }
    }

    private boolean engineAnswers() {
        try {
            engine.ping();
            return true;
        } catch (EngineFailure away) {
            return false;
        }
    }
}
