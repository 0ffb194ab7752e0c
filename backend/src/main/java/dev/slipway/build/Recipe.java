package dev.slipway.build;

import dev.slipway.app.App;
import dev.slipway.detect.Detection;
import dev.slipway.detect.Plan;
import dev.slipway.detect.SourceFolder;
import dev.slipway.detect.Undetectable;
import dev.slipway.source.Checkout;
import dev.slipway.source.SourceFailure;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Predicate;

/**
 * How a fetched tree becomes an image.
 *
 * @param origin who wrote the Dockerfile
 * @param dockerfile its path in the context
 * @param text of the Dockerfile
 * @param kind in words, for the log
 * @param wanted which files go into the context
 */
record Recipe(Origin origin, String dockerfile, String text, String kind, Predicate<String> wanted) {

    /** Who wrote a Dockerfile. */
    public enum Origin {
        /** It is in the repository. */
        REPOSITORY,
        /** It was made for this kind of project. */
        GENERATED,
        /** Somebody of the team wrote it in the app's settings. */
        EDITED
    }

    /** What an edited Dockerfile is for, in words. */
    static final String EDITED_KIND = "the Dockerfile in the app's settings";

    /** A name no repository has. */
    private static final String OWN_NAME = ".slipway.Dockerfile";

    private static final int MOST_IGNORE_BYTES = 256 * 1024;

    /** As the engine bounds them. */
    static final int MOST_DOCKERFILE_BYTES = 1 << 20;

    /** Files that detection reads are far smaller; a lock file is cut off without harm. */
    private static final int MOST_LOOKED_AT_BYTES = 4 << 20;

    /** Looks at the tree; throws when there is nothing to go by. */
    static Recipe of(App app, Checkout tree) {
        String where = app.folder.isEmpty() ? "the repository's root" : "\"" + app.folder + "\"";
        if (tree.names(app.folder).isEmpty()) {
            throw new SourceFailure("no folder " + where + " in the repository; check the app's folder");
        }
        Predicate<String> wanted = tree.text(join(app.folder, ".dockerignore"), MOST_IGNORE_BYTES)
                .map(Dockerignore::parse)
                .<Predicate<String>>map(ignore -> ignore)
                .orElse(path -> true);
        if (app.recipe != null) {
            return new Recipe(Origin.EDITED, OWN_NAME, app.recipe, EDITED_KIND, wanted);
        }
        String dockerfile = app.dockerfile == null ? "Dockerfile" : app.dockerfile;
        Optional<String> own = tree.text(join(app.folder, dockerfile), MOST_DOCKERFILE_BYTES);
        if (own.isPresent()) {
            return new Recipe(
                    Origin.REPOSITORY, dockerfile, own.get(), "\"" + dockerfile + "\"", wanted.or(dockerfile::equals));
        }
        if (app.dockerfile != null) {
            throw new SourceFailure("no file \"" + app.dockerfile + "\" at " + where + "; check the app's Dockerfile");
        }
        Plan plan = plan(new Folder(tree, app.folder), where);
        return new Recipe(Origin.GENERATED, OWN_NAME, plan.dockerfile(), plan.kind(), wanted);
    }

    /** Files to add to the context, and not to be copied into an image. */
    Map<String, String> added() {
        return origin == Origin.REPOSITORY
                ? Map.of()
                : Map.of(dockerfile, text, dockerfile + ".dockerignore", OWN_NAME + "*\n");
    }

    /** Whether a step asks for a secret. */
    boolean mountsSecrets() {
        return text.contains("type=secret");
    }

    /** Whether a variable's name stands in it: no build is given a secret that its Dockerfile does not name. */
    boolean names(String variable) {
        return text.contains(variable);
    }

    private static Plan plan(SourceFolder folder, String where) {
        try {
            return Detection.of(folder)
                    .orElseThrow(() -> new SourceFailure("no Dockerfile at " + where + " and no known project type ("
                            + Detection.marks() + "); add a Dockerfile, or name its folder"));
        } catch (Undetectable lacking) {
            throw new SourceFailure("at " + where + ": " + lacking.getMessage());
        }
    }

    private static String join(String folder, String name) {
        return folder.isEmpty() || name.isEmpty() ? folder + name : folder + "/" + name;
    }

    private record Folder(Checkout tree, String path) implements SourceFolder {

        @Override
        public SortedSet<String> names(String folder) {
            return tree.names(join(path, folder));
        }

        @Override
        public Optional<String> text(String file) {
            return tree.text(join(path, file), MOST_LOOKED_AT_BYTES);
        }
    }
}
