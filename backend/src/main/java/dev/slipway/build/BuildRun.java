package dev.slipway.build;

import dev.slipway.app.App;
import dev.slipway.credential.AppCredentials;
import dev.slipway.engine.BuildFailed;
import dev.slipway.engine.BuildOrder;
import dev.slipway.engine.Cancellation;
import dev.slipway.engine.Engine;
import dev.slipway.engine.EngineFailure;
import dev.slipway.platform.SealBroken;
import dev.slipway.source.Checkout;
import dev.slipway.source.Credentials;
import dev.slipway.source.GitUrl;
import dev.slipway.source.Remotes;
import dev.slipway.source.SourceFailure;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One run of one build, on a thread of its own. What it has achieved is in the {@link BuildLedger}'s rows. */
final class BuildRun implements Runnable {

    private static final Logger LOG = Logger.getLogger(BuildRun.class);

    private static final Pattern COMMIT_ID = Pattern.compile("[0-9a-f]{40}");

    /** Of apps that are pushed to and name none. */
    private static final String DEFAULT_BRANCH = "main";

    private final BuildLedger.Begun begun;
    private final BuildLedger ledger;
    private final BuildLog.Writer log;
    private final Remotes remotes;
    private final AppCredentials credentials;
    private final Engine engine;
    private final Path folder;
    private final Cancellation cancellation;
    private volatile boolean outOfTime;
    private final FailureSentence sentence = new FailureSentence();

    BuildRun(
            BuildLedger.Begun begun,
            BuildLedger ledger,
            BuildLog.Writer log,
            Remotes remotes,
            AppCredentials credentials,
            Engine engine,
            Path folder,
            Cancellation cancellation) {
        this.begun = begun;
        this.ledger = ledger;
        this.log = log;
        this.remotes = remotes;
        this.credentials = credentials;
        this.engine = engine;
        this.folder = folder;
        this.cancellation = cancellation;
    }

    @Override
    public void run() {
        try {
            String image = fetchAndBuild();
            log.say("image " + image);
            log.close();
            ledger.succeeded(begun.id(), image);
        } catch (BuildFailed failure) {
            fail(begun.masks().hide(sentence.of(failure)));
        } catch (SourceFailure | SealBroken failure) {
            fail(String.valueOf(failure.getMessage()));
        } catch (EngineFailure failure) {
            engineFailed(failure);
        } catch (IOException | RuntimeException failure) {
            LOG.errorf(failure, "build %s", begun.id());
            fail("unexpected failure while building: " + failure.getMessage() + "; the server's log has more");
        } finally {
            log.close();
            WorkFolder.remove(folder);
        }
    }

    private String fetchAndBuild() throws IOException {
        App app = begun.app();
        Files.createDirectories(folder);
        GitUrl url = GitUrl.parse(app.repository);
        @Nullable String ref = begun.ref() == null ? app.branch : begun.ref();
        log.say("fetching " + url.text() + (ref == null ? "" : " at " + ref));
        try (Checkout tree = tree(app, url, ref)) {
            log.say("commit " + tree.commit().id().substring(0, 12) + " "
                    + tree.commit().message());
            Recipe recipe = Recipe.of(app, tree);
            log.say("building from " + recipe.kind());
            Path context = writeContext(tree, app, recipe);
            ledger.fetched(begun, tree.commit(), recipe);
            return build(recipe, context);
        }
    }

    /** What was pushed to the platform goes first: its commits need no remote, which may not even exist. */
    private Checkout tree(App app, GitUrl url, @Nullable String ref) throws IOException {
        Credentials known = credentials.of(app, url);
        Path git = Files.createDirectories(folder.resolve("git"));
        boolean pushed = url.scheme().equals(GitUrl.PUSH)
                || (ref != null && COMMIT_ID.matcher(ref).matches());
        String wanted = ref == null ? DEFAULT_BRANCH : ref;
        return (pushed
                        ? remotes.pushed(app.id, url, wanted, git, known, cancellation::isCancelled)
                        : Optional.<Checkout>empty())
                .orElseGet(() -> remotes.fetch(url, ref, git, known, cancellation::isCancelled));
    }

    private Path writeContext(Checkout tree, App app, Recipe recipe) throws IOException {
        Path context = folder.resolve("context.tar");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(context))) {
            tree.writeTar(app.folder, recipe.wanted(), recipe.added(), out);
        }
        return context;
    }

    private String build(Recipe recipe, Path context) throws IOException {
        BuildOrder order = new BuildOrder(
                begun.tag(),
                recipe.dockerfile(),
                Map.of("slipway.app", begun.app().id.toString()),
                ledger.secrets(begun, recipe));
        try (InputStream tar = Files.newInputStream(context)) {
            String built = engine.build(
                    begun.app().teamId,
                    order,
                    tar,
                    line -> {
                        // Before it is kept anywhere, the failure's sentence included.
                        String shown = begun.masks().hide(line);
                        sentence.see(shown);
                        log.line(shown);
                    },
                    cancellation);
            return engine.image(begun.app().teamId, built).id();
        }
    }

    private void engineFailed(EngineFailure failure) {
        if (cancellation.isCancelled()) {
            fail("cancelled");
        } else if (failure.unreachable() && ledger.again(begun.id())) {
            log.say("the engine went away; the build starts again when it is back");
        } else {
            fail(String.valueOf(failure.getMessage()));
        }
    }

    /** The team's minutes are used up: the build fails, and says so. */
    void endForTime() {
        outOfTime = true;
        cancellation.cancel();
    }

    private void fail(String why) {
        boolean cancelled = cancellation.isCancelled() && !outOfTime;
        String said = outOfTime ? BuildLedger.OUT_OF_TIME : why;
        log.say(cancelled ? "cancelled" : said);
        log.close();
        ledger.failed(begun.id(), cancelled ? "cancelled" : said, cancelled);
    }
}
