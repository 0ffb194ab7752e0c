package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Step;
import dev.slipway.host.build.dockerfile.Dockerfile;
import dev.slipway.host.build.dockerfile.Instruction;
import dev.slipway.host.build.dockerfile.Stage;
import dev.slipway.host.image.Platform;
import dev.slipway.host.image.Reference;
import dev.slipway.host.library.Image;
import dev.slipway.host.linux.Architecture;
import dev.slipway.host.linux.DirFd;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One build, from the read Dockerfile to the tagged image. */
final class Build implements AutoCloseable {
    private static final String SCRATCH = "scratch";

    private final Workshop workshop;
    private final String tenant;
    private final Builder.Request request;
    private final Dockerfile dockerfile;
    private final BuildContext context;
    private final Consumer<Map<String, Object>> messages;
    private final BuildOutput output;
    private final Arguments arguments;
    private final FileTimes times;
    private final Allowance allowance;
    private final Materials materials = new Materials();
    private final CacheRecord record = new CacheRecord();
    private final CacheImport elsewhere;
    private final StageGraph graph;
    private final Bases bases;
    private final Map<Integer, StageBuild> finished = new ConcurrentHashMap<>();
    private final Map<String, RootView> views = new HashMap<>();

    Build(
            Workshop workshop,
            String tenant,
            Builder.Request request,
            Dockerfile dockerfile,
            BuildContext context,
            Consumer<Map<String, Object>> messages) {
        this.workshop = workshop;
        this.tenant = tenant;
        this.request = request;
        this.dockerfile = dockerfile;
        this.context = context;
        this.messages = messages;
        this.output = new BuildOutput(messages);
        String platform = request.platform();
        this.arguments = new Arguments(
                request.buildArgs(),
                platform == null ? new Platform("linux", Architecture.current().oci(), null) : Platform.parse(platform),
                request.target() == null ? "default" : request.target());
        this.times = FileTimes.of(workshop.clock(), request.buildArgs().get(FileTimes.ARGUMENT));
        this.elsewhere = new CacheImport(workshop, tenant);
        this.allowance = new Allowance(workshop.limits());
        this.graph = new StageGraph(dockerfile, arguments);
        this.bases = new Bases(workshop, tenant, request, materials);
    }

    /** Returns the image's id. */
    String run() {
        List<Reference> tags = request.tags().stream()
                .map(tag -> Reference.parse(tag).tagged())
                .toList();
        List<Instruction.Arg> globals = dockerfile.arguments();
        globals.forEach(this::declare);
        List<Stage> stages = graph.needed(request.target());
        request.cacheFrom().forEach(name -> elsewhere.from(name, bases, output));
        build(stages, globals);
        String image = draft(stages.getLast()).imageId();
        if (image.isEmpty()) {
            throw EngineException.invalid("No image was generated. Is your Dockerfile empty?");
        }
        finish(image, tags);
        return image;
    }

    private void build(List<Stage> stages, List<Instruction.Arg> globals) {
        Stage target = stages.getLast();
        int labels = request.labels().isEmpty() ? 0 : 1;
        int steps = globals.size() + labels;
        Map<Integer, Integer> before = new HashMap<>();
        for (Stage stage : stages) {
            before.put(stage.index(), steps - labels);
            steps += 1 + stage.steps().size();
        }
        output.number(0, steps);
        globals.forEach(output::step);
        Turns turns = new Turns(stages.stream().map(Stage::index).toList(), messages);
        int all = steps;
        StageSchedule.run(stages, this::uses, stage -> {
            BuildOutput own = new BuildOutput(message -> turns.say(stage.index(), message));
            own.number(Objects.requireNonNull(before.get(stage.index())), all);
            try {
                build(stage, stage.index() == target.index(), own);
                turns.done(stage.index());
            } catch (EngineException e) {
                turns.flush(stage.index());
                throw e;
            }
        });
    }

    private Set<Integer> uses(Stage stage) {
        return graph.used(stage).stream().map(Stage::index).collect(Collectors.toSet());
    }

    /** What a stage that is done has made. */
    private Draft draft(Stage stage) {
        return done(stage).draft();
    }

    private StageBuild done(Stage stage) {
        StageBuild work = finished.get(stage.index());
        if (work == null) {
            // Only what a base image's ONBUILD asks for: all else is in the graph.
            throw EngineException.invalid(
                    "stage '" + stage.index() + "' is used by an ONBUILD trigger of the base image,"
                            + " but by no instruction of the Dockerfile: copy from it there");
        }
        return work;
    }

    private void declare(Instruction.Arg arg) {
        for (Instruction.Variable variable : arg.variables()) {
            String value = variable.value();
            arguments.declareGlobal(variable.name(), value == null ? null : graph.expand(arg.line(), value));
        }
    }

    private void build(Stage stage, boolean last, BuildOutput output) {
        output.step(stage.from());
        StageBuild work =
                Lines.at(stage.from().line(), () -> new StageBuild(this, stage, start(stage, output), output));
        output.image(work.draft().imageId());
        Lines.at(stage.from().line(), work::triggers);
        List<Instruction> instructions = new ArrayList<>(stage.steps());
        if (last && !request.labels().isEmpty()) {
            instructions.add(requestedLabels());
        }
        for (Instruction instruction : instructions) {
            output.step(instruction);
            Lines.at(instruction.line(), () -> work.perform(instruction));
            output.image(work.draft().imageId());
        }
        if (last && request.squash()) {
            work.squash();
        }
        finished.put(stage.index(), work);
    }

    /** What a stage starts from: another stage, nothing, or an image. */
    private StageBuild.Start start(Stage stage, BuildOutput output) {
        String base = graph.base(stage);
        var parent = graph.before(stage, base).map(this::done);
        if (parent.isPresent()) {
            return new StageBuild.Start(parent.get().draft(), parent.get().arguments());
        }
        if (base.equals(SCRATCH)) {
            return new StageBuild.Start(Draft.scratch(), null);
        }
        String platform = stage.from().platform();
        Image image = bases.get(
                base,
                platform == null
                        ? request.platform()
                        : graph.expand(stage.from().line(), platform),
                output);
        return new StageBuild.Start(new Draft(image.id(), image.config()), null);
    }

    private Instruction requestedLabels() {
        List<Instruction.Variable> pairs = new ArrayList<>();
        StringBuilder source = new StringBuilder("LABEL");
        request.labels().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(label -> {
            // Quoted as a person would have to, for these values are not to be expanded.
            pairs.add(new Instruction.Variable(quoted(label.getKey()), quoted(label.getValue())));
            source.append(' ').append(label.getKey()).append('=').append(label.getValue());
        });
        return new Instruction.Label(source.toString(), 0, pairs);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\"'\"'") + "'";
    }

    private void finish(String image, List<Reference> tags) {
        List<String> unused = arguments.unused();
        if (!unused.isEmpty()) {
            output.unused(unused);
        }
        output.built(image);
        for (Reference tag : tags) {
            Step.before("build: tag the image");
            workshop.library().tag(tenant, image, tag.familiar());
            output.tagged(tag.familiar());
        }
    }

    /**
     * Where a COPY or a mount of {@code stage} takes its files.
     *
     * @param from a stage or an image; null for the context
     */
    DirFd source(Stage stage, @Nullable String from) {
        if (from == null) {
            return context.root();
        }
        Draft draft = graph.before(stage, from).map(this::draft).orElseGet(() -> {
            Image image = bases.get(from, request.platform(), output);
            return new Draft(image.id(), image.config());
        });
        synchronized (views) {
            return views.computeIfAbsent(String.join(",", draft.layers()), layers -> view(draft))
                    .root();
        }
    }

    /** The context's folder. */
    Path contextPath() {
        return context.path();
    }

    /** A writable view of what a draft has so far. */
    RootView view(Draft draft) {
        return RootView.open(workshop.layers(), draft.layers(), workshop.ids().next());
    }

    Workshop workshop() {
        return workshop;
    }

    String tenant() {
        return tenant;
    }

    Builder.Request request() {
        return request;
    }

    Arguments arguments() {
        return arguments;
    }

    Materials materials() {
        return materials;
    }

    /** How {@code image} was built. */
    byte[] provenance(String invocation, String text, String image, Instant started) {
        return Provenance.write(
                request,
                invocation,
                text,
                materials,
                image,
                started,
                workshop.clock().instant());
    }

    /** The image of a step that was done before: here, or elsewhere. */
    Optional<Image> cached(String key) {
        return request.noCache()
                ? Optional.empty()
                : workshop.cache().find(tenant, key).or(() -> elsewhere.find(key));
    }

    /** Steps done, or found done. */
    CacheRecord record() {
        return record;
    }

    /** Limit of each step. */
    long memoryBytes() {
        long asked = request.memoryBytes();
        return asked > 0 ? asked : workshop.limits().memoryBytes();
    }

    Allowance allowance() {
        return allowance;
    }

    FileTimes times() {
        return times;
    }

    char escape() {
        return dockerfile.escape();
    }

    @Override
    public void close() {
        synchronized (views) {
            views.values().forEach(RootView::close);
        }
    }
}
