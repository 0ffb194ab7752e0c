package dev.slipway.build;

import dev.slipway.app.App;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Change;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The Dockerfile that an app is built from: shown, and written anew by those who want another. */
@Path("/api/v1")
@RunOnVirtualThread
public class RecipeResource {

    /** Hundreds of times what people write. */
    private static final int MOST_BYTES = 64 * 1024;

    private static final Pattern FROM = Pattern.compile("(?im)^[ \\t]*FROM[ \\t]+\\S");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\t\\r\\n]]");

    private final Clock clock;
    private final Event<Change> changes;

    RecipeResource(Clock clock, Event<Change> changes) {
        this.clock = clock;
        this.changes = changes;
    }

    /**
     * A Dockerfile and where it comes from.
     *
     * @param origin {@code repository}, {@code generated} or {@code edited}; null before the first build has fetched the tree
     * @param kind the project in words
     * @param dockerfile its text
     */
    record RecipeView(
            @Nullable String origin,
            @Nullable String kind,
            @Nullable String dockerfile) {}

    /**
     * A Dockerfile that counts from the next build on.
     *
     * @param dockerfile its text
     */
    record RecipeRequest(@NotNull String dockerfile) {}

    @GET
    @Path("/apps/{appId}/recipe")
    @Needs(Permission.APP_READ)
    @Transactional
    public RecipeView get(UUID appId) {
        return view(App.present(appId).orElseThrow(Problem::notFound));
    }

    @PUT
    @Path("/apps/{appId}/recipe")
    @Needs(Permission.APP_CHANGE)
    @Transactional
    public RecipeView write(UUID appId, @Valid @NotNull RecipeRequest request) {
        return change(appId, checked(request.dockerfile));
    }

    @DELETE
    @Path("/apps/{appId}/recipe")
    @Needs(Permission.APP_CHANGE)
    @Transactional
    public RecipeView withdraw(UUID appId) {
        return change(appId, null);
    }

    @GET
    @Path("/builds/{buildId}/recipe")
    @Needs(Permission.APP_READ)
    @Transactional
    public RecipeView ofBuild(UUID buildId) {
        return BuildRecipe.of(buildId).map(RecipeResource::view).orElseGet(() -> new RecipeView(null, null, null));
    }

    private RecipeView change(UUID appId, @Nullable String dockerfile) {
        App app = App.locked(appId).filter(found -> !found.deleting).orElseThrow(Problem::notFound);
        app.recipe = dockerfile;
        app.updatedAt = clock.instant();
        changes.fire(app.change());
        return view(app);
    }

    private static String checked(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw Problem.invalid(
                    "dockerfile", "is larger than " + MOST_BYTES / 1024 + " KiB; add it to the repository");
        }
        if (CONTROL.matcher(text).find()) {
            throw Problem.invalid("dockerfile", "has control characters; it must be plain text");
        }
        if (!FROM.matcher(text).find()) {
            throw Problem.invalid("dockerfile", "has no FROM line; write one, like \"FROM debian:bookworm-slim\"");
        }
        return text.replace("\r\n", "\n");
    }

    private static RecipeView view(App app) {
        if (app.recipe != null) {
            return new RecipeView(word(Recipe.Origin.EDITED), Recipe.EDITED_KIND, app.recipe);
        }
        // An edited one of an earlier build says nothing of the next.
        return BuildRecipe.newestOf(app.id)
                .filter(recipe -> recipe.origin != Recipe.Origin.EDITED)
                .map(RecipeResource::view)
                .orElseGet(() -> new RecipeView(null, null, null));
    }

    private static RecipeView view(BuildRecipe recipe) {
        return new RecipeView(word(recipe.origin), recipe.kind, recipe.dockerfile);
    }

    private static String word(Recipe.Origin origin) {
        return origin.name().toLowerCase(Locale.ROOT);
    }
}
