package dev.slipway.build;

import dev.slipway.app.App;
import dev.slipway.source.Checkout;
import dev.slipway.source.SourceFailure;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a fetched tree becomes an image.
 *
 * @param dockerfile its path in the context
 * @param generated text of a Dockerfile made for this kind of project, null when the repository has its own
 * @param kind in words, for the log
 * @param wanted which files go into the context
 */
record Recipe(String dockerfile, @Nullable String generated, String kind, Predicate<String> wanted) {

    /** A name no repository has. */
    private static final String GENERATED = ".slipway.Dockerfile";

    private static final int MOST_IGNORE_BYTES = 256 * 1024;

    /** Looks at the tree; throws when there is nothing to go by. */
    static Recipe of(App app, Checkout tree) {
        Set<String> names = tree.names(app.folder);
        String where = app.folder.isEmpty() ? "the repository's root" : "\"" + app.folder + "\"";
        if (names.isEmpty()) {
            throw new SourceFailure("no folder " + where + " in the repository; check the app's folder");
        }
        Predicate<String> wanted = tree.text(join(app.folder, ".dockerignore"), MOST_IGNORE_BYTES)
                .map(Dockerignore::parse)
                .<Predicate<String>>map(ignore -> ignore)
                .orElse(path -> true);
        String dockerfile = app.dockerfile == null ? "Dockerfile" : app.dockerfile;
        if (tree.text(join(app.folder, dockerfile), 1).isPresent()) {
            return new Recipe(dockerfile, null, "Dockerfile", wanted.or(dockerfile::equals));
        }
        if (app.dockerfile != null) {
            throw new SourceFailure("no file \"" + app.dockerfile + "\" at " + where + "; check the app's Dockerfile");
        }
        return generated(names, where, wanted);
    }

    /** Files to add to the context. */
    Map<String, String> added() {
        return generated == null ? Map.of() : Map.of(dockerfile, generated);
    }

    private static Recipe generated(Set<String> names, String where, Predicate<String> wanted) {
        if (names.contains("package.json")) {
            return new Recipe(GENERATED, Template.node(names), "Node.js (package.json)", wanted);
        }
        if (names.contains("requirements.txt") || names.contains("pyproject.toml")) {
            return new Recipe(GENERATED, Template.python(names, where), "Python", wanted);
        }
        if (names.contains("index.html")) {
            return new Recipe(GENERATED, Template.site(), "static site (index.html)", wanted);
        }
        throw new SourceFailure("no Dockerfile at " + where + " and no known project type (package.json,"
                + " requirements.txt, pyproject.toml, index.html); add a Dockerfile, or name its folder");
    }

    private static String join(String folder, String name) {
        return folder.isEmpty() ? name : folder + "/" + name;
    }
}
