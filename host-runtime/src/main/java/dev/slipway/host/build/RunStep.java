package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.base.Step;
import dev.slipway.host.container.ContainerConfig;
import dev.slipway.host.container.ContainerState;
import dev.slipway.host.container.Containers.Attached;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.layer.Layers.Layer;
import dev.slipway.host.spec.IdRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;

/** Carries a RUN out: a container of the tenant, its output, its end, and what it wrote as a layer. The container never stays. */
final class RunStep {
    /** How often what a step has written is looked at. */
    private static final Duration LOOK = Duration.ofMillis(500);

    /** How long output may still come after the command has ended. */
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(5);

    private final Workshop workshop;
    private final String tenant;
    private final BuildOutput output;
    private final List<String> hidden;
    private final FileTimes times;
    private final Allowance allowance;

    /**
     * @param hidden texts that must not be shown
     * @param times what the files' times become
     * @param allowance of the whole build
     */
    RunStep(
            Workshop workshop,
            String tenant,
            BuildOutput output,
            List<String> hidden,
            FileTimes times,
            Allowance allowance) {
        this.workshop = workshop;
        this.tenant = tenant;
        this.output = output;
        this.hidden = hidden;
        this.times = times;
        this.allowance = allowance;
    }

    /**
     * What is run.
     *
     * @param shown how messages call it
     * @param network Docker's network mode, "" = the tenant's default
     */
    record Task(String shown, List<String> argv, List<String> env, String network, long memoryBytes, Mounted mounts) {}

    /**
     * What is mounted for it.
     *
     * @param binds as in Docker's {@code HostConfig.Mounts}
     * @param tmpfs as in Docker's {@code HostConfig.Tmpfs}
     * @param written folders of the host that it may write to
     * @param targets all places on which something is mounted
     * @param variables {@code NAME=value} of secrets that are variables
     */
    record Mounted(
            List<Map<String, Object>> binds,
            Map<String, String> tmpfs,
            List<Path> written,
            List<String> targets,
            List<String> variables) {
        Mounted(List<Map<String, Object>> binds, List<Path> written) {
            this(binds, Map.of(), written, List.of(), List.of());
        }
    }

    /** Runs the task in the draft's root; returns what it wrote. */
    Layer run(Draft draft, Task task) {
        if (draft.layers().isEmpty()) {
            throw EngineException.invalid("cannot run a command in an empty root: start FROM an image that has one");
        }
        MountStubs stubs;
        try (RootView view =
                RootView.open(workshop.layers(), draft.layers(), workshop.ids().next())) {
            stubs = MountStubs.of(view.root(), task.mounts.targets());
        }
        return inContainer(draft, task, id -> commit(id, stubs));
    }

    /** Runs the task in the draft's root, of which nothing is kept. */
    void execute(Draft draft, Task task) {
        inContainer(draft, task, id -> id);
    }

    private <T> T inContainer(Draft draft, Task task, Function<String, T> after) {
        String name = "build-" + workshop.ids().next().substring(0, 16);
        String id =
                workshop.containers().create(tenant, name, config(draft, task)).id();
        boolean done = false;
        try {
            Step.before("build: run a command");
            output.runningIn(id);
            execute(id, task);
            T made = after.apply(id);
            done = true;
            return made;
        } finally {
            remove(id, done);
        }
    }

    private ContainerConfig config(Draft draft, Task task) {
        Map<String, Object> host = new HashMap<>();
        host.put("Memory", task.memoryBytes);
        // No swap beyond it: a build that swaps slows everybody.
        host.put("MemorySwap", task.memoryBytes);
        host.put("CpuShares", workshop.limits().cpuShares());
        host.put(ContainerConfig.HostConfig.YIELDS, true);
        host.put("PidsLimit", workshop.limits().pids());
        if (!tenant.isEmpty() && workshop.layers().canLimit()) {
            // The operator's own steps are only looked at: a disk for each costs a copy of what it wrote.
            host.put(
                    "StorageOpt",
                    Map.of("size", String.valueOf(workshop.limits().diskBytes())));
        }
        host.put("LogConfig", Map.of("Type", "none"));
        host.put("Mounts", task.mounts.binds());
        host.put("Tmpfs", task.mounts.tmpfs());
        if (!task.network.isEmpty()) {
            host.put("NetworkMode", task.network);
        }
        Map<String, Object> config = new HashMap<>();
        config.put("Image", draft.imageId());
        // As entrypoint: so neither the image's entrypoint nor its arguments are put around it.
        config.put("Entrypoint", task.argv);
        config.put(
                "Env",
                Stream.concat(task.env.stream(), task.mounts.variables().stream())
                        .toList());
        config.put("Healthcheck", Map.of("Test", List.of("NONE")));
        config.put("AttachStdout", true);
        config.put("AttachStderr", true);
        config.put("HostConfig", host);
        return Json.mapper().convertValue(config, ContainerConfig.class);
    }

    private void execute(String id, Task task) {
        CompletableFuture<Integer> exit = workshop.containers().wait(tenant, id, "next-exit");
        StepOutput words = new StepOutput(output, hidden);
        try (Attached attached = workshop.containers().attach(tenant, id, null, false, true, words, null)) {
            workshop.containers().start(tenant, id);
            int code = await(exit, id, task);
            drain(attached);
            words.finish();
            boolean outOfMemory = ranOutOfMemory(id);
            if (code != 0) {
                throw failed(task, code, outOfMemory);
            }
            if (outOfMemory) {
                output.note("[Warning] a process of this step was killed: " + memoryLimit(task));
            }
        }
    }

    private int await(CompletableFuture<Integer> exit, String id, Task task) {
        long end = System.nanoTime() + workshop.limits().step().toNanos();
        DiskWatch disk = watch(workshop.layers().find(id), task);
        Optional<Integer> code = exitCode(exit, task);
        while (code.isEmpty()) {
            allowance.left();
            disk.look().ifPresent(why -> {
                throw stopped(task, why);
            });
            if (System.nanoTime() > end) {
                throw EngineException.invalid("The command '" + task.shown() + "' did not end within "
                        + workshop.limits().step().toMinutes() + " minutes");
            }
            code = exitCode(exit, task);
        }
        return code.get();
    }

    /** What a disk of the step's own bounds need not be looked at. */
    private DiskWatch watch(Layers.Snapshot snapshot, Task task) {
        List<Path> trees = new ArrayList<>(task.mounts.written());
        if (snapshot.disk() == null) {
            trees.add(snapshot.upper());
        }
        Path place = snapshot.disk() == null ? snapshot.upper() : snapshot.disk();
        return new DiskWatch(place, trees, workshop.limits().diskBytes());
    }

    private static EngineException stopped(Task task, EngineException why) {
        return new EngineException(
                why.kind(), "The command '" + task.shown() + "' was stopped: " + why.getMessage(), why);
    }

    /** Empty when the command runs on at the next look. */
    private static Optional<Integer> exitCode(CompletableFuture<Integer> exit, Task task) {
        try {
            return Optional.of(exit.get(LOOK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Interruption.cancelled(e);
        } catch (ExecutionException e) {
            throw EngineException.internal("cannot wait for '" + task.shown() + "': " + e.getCause(), e);
        }
    }

    private static void drain(Attached attached) {
        try {
            attached.done().get(LAST_OUTPUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Interruption.cancelled(e);
        } catch (TimeoutException | ExecutionException e) {
            // A grandchild holds the output open, or nobody reads it: the command itself has ended, which is what
            // counts.
            attached.close();
        }
    }

    private boolean ranOutOfMemory(String id) {
        return workshop.containers().require(tenant, id).state() instanceof ContainerState.Exited exited
                && exited.oomKilled();
    }

    private static EngineException failed(Task task, int code, boolean outOfMemory) {
        String message = "The command '" + task.shown() + "' returned a non-zero code: " + code;
        return EngineException.invalid(outOfMemory ? message + ": " + memoryLimit(task) : message);
    }

    private static String memoryLimit(Task task) {
        return "memory ran out, the limit of a step is " + (task.memoryBytes >> 20)
                + " MiB; build with a higher memory limit";
    }

    private Layer commit(String id, MountStubs stubs) {
        IdRange ids = workshop.tenants().of(tenant).ids();
        Layers.Snapshot snapshot = workshop.layers().find(id);
        stubs.remove(snapshot, ids);
        times.clamp(snapshot);
        Layer layer = workshop.layers().commit(snapshot, ids);
        // The container is removed as any other, with its snapshot.
        Step.before("build: replace the snapshot");
        workshop.layers().snapshot(id, ids);
        return layer;
    }

    /** Also on the way out of an interrupt, which must not keep the container from going. */
    private void remove(String id, boolean tell) {
        boolean interrupted = Thread.interrupted();
        try {
            Step.before("build: remove the container");
            workshop.containers().remove(tenant, id, true, true);
            if (tell) {
                output.removed(id);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
