package dev.slipway.host.build;

import dev.slipway.host.base.Json;
import dev.slipway.host.build.dockerfile.Dockerfile;
import dev.slipway.host.build.dockerfile.Instruction;
import dev.slipway.host.build.dockerfile.Stage;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.layer.Layers.Layer;
import dev.slipway.host.library.Image;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.start.Identity;
import dev.slipway.host.start.UserLookup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The steps of one stage: each asks the cache, and otherwise makes the next image of the one before. */
final class StageBuild {
    private static final String NO_RUN = "/bin/sh -c #(nop)  ";

    private final Build build;
    private final Stage stage;
    private final BuildOutput output;
    private final Arguments.Scope arguments;
    private final Draft base;
    private Draft draft;
    private boolean ownCommand;

    /** @param arguments those of the stage that this one is made from */
    record Start(Draft draft, Arguments.@Nullable Scope arguments) {}

    StageBuild(Build build, Stage stage, Start start, BuildOutput output) {
        this.build = build;
        this.stage = stage;
        this.output = output;
        this.arguments = build.arguments().scope(start.arguments());
        this.base = start.draft();
        this.draft = base;
    }

    /** Makes one layer of those that the stage added. */
    void squash() {
        List<String> added =
                draft.layers().subList(base.layers().size(), draft.layers().size());
        String key = new CacheKey(draft.imageId(), "SQUASH").add(base.imageId()).done();
        step(key, () -> {
            Layers layers = build.workshop().layers();
            String layer = added.isEmpty()
                    ? null
                    : layers.merge(added, Interruption::check).diffId();
            return draft.squashed(base, layer, now());
        });
    }

    Draft draft() {
        return draft;
    }

    Arguments.Scope arguments() {
        return arguments;
    }

    /** Carries out what the base image asks of those who build on it. */
    void triggers() {
        List<String> triggers = draft.run().onBuild();
        if (triggers == null || triggers.isEmpty()) {
            return;
        }
        output.triggers(triggers.size());
        draft = new Draft(draft.imageId(), withoutTriggers(draft.config()));
        triggers.stream().map(Dockerfile::parseTrigger).forEach(this::perform);
    }

    private static ImageConfig withoutTriggers(ImageConfig config) {
        return new ImageConfig(
                config.created(),
                config.author(),
                config.architecture(),
                config.os(),
                config.variant(),
                new RunEdit(config.run()).noTriggers().done(),
                config.rootfs(),
                config.history());
    }

    void perform(Instruction instruction) {
        StepText text = new StepText(instruction, build.escape(), draft, arguments);
        ConfigSteps config = new ConfigSteps(draft, text, ownCommand);
        switch (instruction) {
            case Instruction.Run run -> run(run, text);
            case Instruction.Copy copy -> copy(copy, text);
            case Instruction.Workdir workdir -> workdir(workdir, text);
            case Instruction.Arg arg -> declare(arg, text);
            case Instruction.Maintainer maintainer -> maintainer(maintainer);
            case Instruction.Cmd cmd -> {
                configure(cmd, config.cmd(cmd));
                ownCommand = true;
            }
            case Instruction.Env env -> configure(env, config.env(env));
            case Instruction.Label label -> configure(label, config.label(label));
            case Instruction.User user -> configure(user, config.user(user));
            case Instruction.Expose expose -> configure(expose, config.expose(expose));
            case Instruction.Entrypoint entrypoint -> configure(entrypoint, config.entrypoint(entrypoint));
            case Instruction.Volume volume -> configure(volume, config.volume(volume));
            case Instruction.Shell shell -> configure(shell, config.shell(shell));
            case Instruction.Healthcheck check -> configure(check, config.healthcheck(check));
            case Instruction.StopSignal signal -> configure(signal, config.stopSignal(signal));
            case Instruction.OnBuild onBuild -> configure(onBuild, config.onBuild(onBuild));
            case Instruction.From from -> throw new IllegalStateException("FROM starts a stage: " + from);
        }
    }

    /** Variables have the same value throughout an instruction (Dockerfile reference, "Environment replacement"). */
    private void declare(Instruction.Arg arg, StepText text) {
        List<Instruction.Variable> expanded = new ArrayList<>();
        for (Instruction.Variable variable : arg.variables()) {
            String value = variable.value();
            expanded.add(new Instruction.Variable(variable.name(), value == null ? null : text.word(value)));
        }
        expanded.forEach(variable -> arguments.declare(variable.name(), variable.value()));
    }

    private void maintainer(Instruction.Maintainer maintainer) {
        String key = new CacheKey(draft.imageId(), "MAINTAINER")
                .add(maintainer.name())
                .done();
        step(key, () -> draft.by(maintainer.name(), NO_RUN + maintainer.source(), now()));
    }

    private void configure(Instruction instruction, ImageConfig.Run run) {
        String key =
                new CacheKey(draft.imageId(), "CONFIG").add(Json.write(run)).done();
        step(key, () -> draft.after(run, NO_RUN + instruction.source(), now()));
    }

    private void run(Instruction.Run run, StepText text) {
        RunRules.check(run, build.request().networkMode());
        RunCommand command = RunCommand.of(run, draft.shell());
        List<String> argv = command.argv();
        List<String> values = arguments.forCommands(draft.environmentNames());
        String network = RunRules.network(run, build.request().networkMode());
        try (StepMounts mounts = new StepMounts(build, stage, draft, run, text, command.script())) {
            String key = new CacheKey(draft.imageId(), "RUN")
                    .add(argv)
                    .add(values)
                    .add(network)
                    .add(mounts.key())
                    .done();
            List<String> env = new ArrayList<>(draft.environment());
            env.addAll(values);
            env.addAll(arguments.proxies(draft.environmentNames()));
            step(key, () -> {
                mounts.prepare(argv.getFirst());
                Layer layer = new RunStep(
                                build.workshop(),
                                build.tenant(),
                                output,
                                build.request().secrets().hidden(),
                                build.times(),
                                build.allowance())
                        .run(
                                draft,
                                new RunStep.Task(
                                        String.join(" ", argv),
                                        argv,
                                        env,
                                        network,
                                        build.memoryBytes(),
                                        mounts.mounted()));
                return draft.after(draft.run(), layer.diffId(), createdBy(argv, values), now());
            });
        }
    }

    /** The values go first as Docker writes them: {@code |1 A=b /bin/sh -c …}. */
    private static String createdBy(List<String> argv, List<String> values) {
        String command = String.join(" ", argv);
        return values.isEmpty() ? command : "|" + values.size() + " " + String.join(" ", values) + " " + command;
    }

    private void workdir(Instruction.Workdir workdir, StepText text) {
        String word = text.word(workdir.path());
        if (word.isEmpty()) {
            throw text.invalid("WORKDIR requires exactly one argument");
        }
        String path = absolute(word.startsWith("/") ? word : draft.workingDir() + "/" + word);
        ImageConfig.Run run = new RunEdit(draft.run()).workingDir(path).done();
        String key =
                new CacheKey(draft.imageId(), "WORKDIR").add(Json.write(run)).done();
        step(key, () -> {
            String createdBy = NO_RUN + "WORKDIR " + path;
            return writing(root -> {
                        RealPath real = RealPath.of(root, path, true);
                        TreeCopy.folders(root, real.path(), user(root));
                        return !real.exists();
                    })
                    .map(layer -> draft.after(run, layer.diffId(), createdBy, now()))
                    .orElseGet(() -> draft.after(run, createdBy, now()));
        });
    }

    /** Whom a folder that WORKDIR makes belongs to: as BuildKit does it, those who would run in it. */
    private TreeCopy.Owner user(DirFd root) {
        String user = draft.run().user();
        if (user == null || user.isEmpty()) {
            return TreeCopy.Owner.ROOT;
        }
        Identity identity = new UserLookup(root.fd()).find(user, List.of());
        return new TreeCopy.Owner(identity.uid(), identity.gid());
    }

    private static String absolute(String path) {
        String clean = Path.of(path).normalize().toString();
        return clean.startsWith("/") ? clean : "/" + clean;
    }

    private void copy(Instruction.Copy copy, StepText text) {
        DirFd source = build.source(stage, copy.options().from());
        List<RemoteFile.Fetched> fetched = fetch(copy, text);
        try (GitFetch git = new GitFetch(build, output)) {
            List<CopyStep.Repository> repositories = git.repositories(copy, text);
            CopyStep step = new CopyStep(copy, text, source, fetched, repositories, draft.workingDir());
            String digest = step.digest();
            String key = new CacheKey(draft.imageId(), copy.add() ? "ADD" : "COPY")
                    .add(step.options())
                    .add(digest)
                    .done();
            step(key, () -> {
                Layer layer = writing(root -> {
                            step.write(root);
                            return true;
                        })
                        .orElseThrow();
                return draft.after(draft.run(), layer.diffId(), step.describe(digest), now());
            });
        } finally {
            fetched.forEach(file -> delete(file.path()));
        }
    }

    private List<RemoteFile.Fetched> fetch(Instruction.Copy copy, StepText text) {
        List<RemoteFile.Fetched> fetched = new ArrayList<>();
        for (String address : CopyStep.addresses(copy, text)) {
            Path file = build.workshop()
                    .contexts()
                    .resolve("add-" + build.workshop().ids().next());
            try {
                RemoteFile.Fetched done = build.workshop()
                        .remote()
                        .fetch(address, file, copy.options().checksum());
                fetched.add(done);
                build.materials().file(address, done.digest());
            } catch (RuntimeException e) {
                delete(file);
                fetched.forEach(done -> delete(done.path()));
                throw e;
            }
        }
        return fetched;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove '" + file + "'", e);
        }
    }

    /** Lets {@code write} change the draft's root; what it wrote as a layer, or nothing when it says it wrote nothing. */
    private Optional<Layer> writing(Function<DirFd, Boolean> write) {
        try (RootView view = build.view(draft)) {
            return write.apply(view.root()) ? Optional.of(view.commit(build.times())) : Optional.empty();
        }
    }

    /** Takes the cached result of a step, or makes it. */
    private void step(String stepKey, Supplier<ImageConfig> make) {
        String times = build.times().key();
        String key = times.isEmpty() ? stepKey : new CacheKey(stepKey, times).done();
        Optional<Image> cached = build.cached(key);
        Image image = cached.orElseGet(() -> {
            build.allowance().left();
            long before = bytes(draft.layers());
            ImageConfig made = make.get();
            // One layer in the place of several adds nothing.
            long added = Math.max(0, bytes(made.rootfs().diffIds()) - before);
            build.allowance().spend(added);
            return build.workshop().cache().made(build.tenant(), key, made, added);
        });
        if (cached.isPresent()) {
            output.usingCache();
        }
        build.record().add(key, image.config());
        draft = new Draft(image.id(), image.config());
    }

    private long bytes(List<String> layers) {
        return layers.stream()
                .mapToLong(layer -> build.workshop().layers().layer(layer).bytes())
                .sum();
    }

    private String now() {
        return build.times().now();
    }
}
