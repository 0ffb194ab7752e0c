package dev.slipway.detect;

import java.util.List;
import java.util.Optional;

/** Finds out what a tree without a Dockerfile is. */
public final class Detection {

    /**
     * In the order of asking. Languages that serve pages come before Node, whose {@code package.json} their projects often
     * have for a stylesheet; what is only a page comes last.
     */
    private static final List<Ecosystem> ALL = List.of(
            new MavenProject(),
            new GradleProject(),
            new GoProject(),
            new RubyProject(),
            new PhpProject(),
            new PythonProject(),
            new NodeProject(),
            new StaticSite());

    private Detection() {}

    /**
     * The Dockerfile for a tree; empty when it is of no known kind.
     *
     * @throws Undetectable when the kind is known and something is missing
     */
    public static Optional<Plan> of(SourceFolder folder) {
        Project project = new Project(folder);
        return ALL.stream()
                .filter(ecosystem -> ecosystem.recognizes(project))
                .findFirst()
                .map(ecosystem -> ecosystem.plan(project));
    }

    /** The files that tell what a project is, for the sentence that says that there is none of them. */
    public static String marks() {
        return String.join(", ", ALL.stream().map(Ecosystem::mark).toList());
    }
}
