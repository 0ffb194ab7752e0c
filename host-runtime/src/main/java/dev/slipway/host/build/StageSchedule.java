package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.build.dockerfile.Stage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/** Builds stages, each after those it uses; such as use nothing of each other at the same time. */
final class StageSchedule {
    /** At a time: builds are second-class beside running apps, and each stage may be a compiler. */
    private static final int PARALLEL = 2;

    private final List<Stage> waiting;
    private final Function<Stage, Set<Integer>> uses;
    private final Set<Integer> done = new HashSet<>();

    private StageSchedule(List<Stage> stages, Function<Stage, Set<Integer>> uses) {
        this.waiting = new ArrayList<>(stages);
        this.uses = uses;
    }

    /**
     * Runs until all stages are built; the first failure, or the caller's interruption, ends the others first.
     *
     * @param stages in the file's order
     * @param uses numbers of the stages that one needs
     */
    static void run(List<Stage> stages, Function<Stage, Set<Integer>> uses, Consumer<Stage> work) {
        if (stages.size() == 1) {
            work.accept(stages.getFirst());
            return;
        }
        ExecutorService pool = Executors.newFixedThreadPool(
                PARALLEL,
                Thread.ofPlatform().daemon(true).name("build-stage-", 0).factory());
        try {
            new StageSchedule(stages, uses).run(new ExecutorCompletionService<>(pool), work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Interruption.cancelled(e);
        } finally {
            end(pool);
        }
    }

    private void run(CompletionService<Integer> workers, Consumer<Stage> work) throws InterruptedException {
        int running = start(workers, work);
        while (running > 0) {
            done.add(result(workers.take()));
            running += start(workers, work) - 1;
        }
    }

    private int start(CompletionService<Integer> workers, Consumer<Stage> work) {
        List<Stage> ready = waiting.stream()
                .filter(stage -> done.containsAll(uses.apply(stage)))
                .toList();
        waiting.removeAll(ready);
        for (Stage stage : ready) {
            workers.submit(() -> {
                work.accept(stage);
                return stage.index();
            });
        }
        return ready.size();
    }

    private static int result(Future<Integer> stage) throws InterruptedException {
        try {
            return stage.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw EngineException.internal("cannot build a stage: " + e.getCause(), e.getCause());
        }
    }

    /** Steps notice an interrupt within a second; nothing of a build may go on when its context goes. */
    private static void end(ExecutorService pool) {
        boolean interrupted = Thread.interrupted();
        pool.shutdownNow();
        pool.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
