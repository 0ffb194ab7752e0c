package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.build.dockerfile.Dockerfile;
import dev.slipway.host.build.dockerfile.Instruction;
import dev.slipway.host.build.dockerfile.Stage;
import dev.slipway.host.image.Reference;
import dev.slipway.host.library.Image;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One build, from the read Dockerfile to the tagged image. */
final class Build implements AutoCloseable {
    private static final String SCRATCH = "scratch";

    private final Workshop workshop;
    private final String tenant;
    private final Builder.Request request;
    private final Dockerfile dockerfile;
    private final BuildContext context;
    private final BuildOutput output;
    private final Arguments arguments;
    private final StageGraph graph;
    private final Bases bases;
    private final Map<Integer, StageBuild> finished = new HashMap<>();
    private final Map<String, RootView> views = new HashMap<>();
    private int step;
    private int steps;

    Build(
            Workshop workshop,
            String tenant,
            Builder.Request request,
            Dockerfile dockerfile,
            BuildContext context,
            BuildOutput output) {
        this.workshop = workshop;
        this.tenant = tenant;
        this.request = request;
        this.dockerfile = dockerfile;
        this.context = context;
        this.output = output;
        this.arguments = new Arguments(request.buildArgs());
        this.graph = new StageGraph(dockerfile, arguments);
        this.bases = new Bases(workshop, tenant, request, output);
    }

    /** Returns the image's id. */
    String run() {
        List<Reference> tags = request.tags().stream()
                .map(tag -> Reference.parse(tag).tagged())
                .toList();
        List<Instruction.Arg> globals = dockerfile.arguments();
        globals.forEach(this::declare);
        List<Stage> stages = graph.needed(request.target());
        steps = globals.size()
                + stages.stream().mapToInt(stage -> 1 + stage.steps().size()).sum();
        steps += request.labels().isEmpty() ? 0 : 1;
        globals.forEach(this::announce);
        for (Stage stage : stages) {
            build(stage, stage.index() == stages.getLast().index());
        }
        String image = draft(stages.getLast()).imageId();
        if (image.isEmpty()) {
            throw EngineException.invalid("No image was generated. Is your Dockerfile empty?");
        }
        finish(image, tags);
        return image;
    }

    /** What a stage that is done has made. */
    private Draft draft(Stage stage) {
        return done(stage).draft();
    }

    private StageBuild done(Stage stage) {
        return Objects.requireNonNull(finished.get(stage.index()), "a needed stage stands before its user");
    }

    private void declare(Instruction.Arg arg) {
        for (Instruction.Variable variable : arg.variables()) {
            String value = variable.value();
            arguments.declareGlobal(variable.name(), value == null ? null : graph.expand(arg.line(), value));
        }
    }

    void announce(Instruction instruction) {
        Interruption.check();
        output.step(++step, steps, instruction.source());
    }

    private void build(Stage stage, boolean last) {
        announce(stage.from());
        StageBuild work = new StageBuild(this, stage, start(stage));
        output.image(work.draft().imageId());
        finished.put(stage.index(), work);
        work.triggers();
        List<Instruction> instructions = new ArrayList<>(stage.steps());
        if (last && !request.labels().isEmpty()) {
            instructions.add(requestedLabels());
        }
        for (Instruction instruction : instructions) {
            announce(instruction);
            work.perform(instruction);
            output.image(work.draft().imageId());
        }
    }

    /** What a stage starts from: another stage, nothing, or an image. */
    private StageBuild.Start start(Stage stage) {
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
                base, platform == null ? null : graph.expand(stage.from().line(), platform));
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
            workshop.library().tag(tenant, image, tag.familiar());
            output.tagged(tag.familiar());
        }
    }

    /** Where a COPY of {@code stage} takes its files. */
    dev.slipway.host.linux.DirFd source(Stage stage, Instruction.Copy copy) {
        String from = copy.options().from();
        if (from == null) {
            return context.root();
        }
        Draft draft = graph.before(stage, from).map(this::draft).orElseGet(() -> {
            Image image = bases.get(from, null);
            return new Draft(image.id(), image.config());
        });
        return views.computeIfAbsent(String.join(",", draft.layers()), layers -> view(draft))
                .root();
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

    BuildOutput output() {
        return output;
    }

    char escape() {
        return dockerfile.escape();
    }

    @Override
    public void close() {
        views.values().forEach(RootView::close);
    }
}
