package dev.slipway.host.api.images;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Filters;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.library.Image;
import dev.slipway.host.library.Library;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The local images: list, inspect, history, tag, remove, prune. */
public final class ImagesResource implements Resource {
    private static final Set<String> FILTERS =
            Set.of("dangling", "label", "label!", "before", "since", "reference", "until");

    private final Library library;
    private final Layers layers;

    public ImagesResource(Library library, Layers layers) {
        this.library = library;
        this.layers = layers;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/images/json", this::list)
                .get("/images/search", call -> {
                    throw new EngineException(
                            ErrorKind.NOT_IMPLEMENTED, "searching registries is not served by this engine");
                })
                .get("/images/{name:.*}/json", this::inspect)
                .get("/images/{name:.*}/history", this::history)
                .post("/images/{name:.*}/tag", this::tag)
                .post("/images/{name:.*}/push", call -> {
                    throw new EngineException(
                            ErrorKind.NOT_IMPLEMENTED,
                            "pushing images is not served by this engine yet: save the image and load it where it is needed");
                })
                .post("/images/prune", this::prune)
                .delete("/images/{name:.*}", this::remove);
    }

    private void list(Call call) throws IOException {
        Filters filters = Filters.of(call.query(), FILTERS);
        List<Image> all = library.list(call.tenant());
        Intermediates intermediates = new Intermediates(all);
        boolean everything = call.query().flag("all");
        List<ObjectNode> rows = all.stream()
                .filter(image -> everything || !intermediates.has(image))
                .map(image -> filters.has("reference") ? withTags(image, filters.values("reference")) : image)
                .filter(image -> fits(image, filters))
                .map(image -> ImageDocuments.summary(image, call.version()))
                .toList();
        call.reply(200, rows);
    }

    /** The image with those of its names that were asked for. */
    private static Image withTags(Image image, List<String> patterns) {
        List<String> tags = image.tags().stream()
                .filter(tag -> patterns.stream().anyMatch(pattern -> ReferencePattern.fits(pattern, tag)))
                .toList();
        return new Image(image.id(), image.config(), tags, image.digests(), image.bytes(), image.created());
    }

    private static boolean fits(Image image, Filters filters) {
        boolean dangling = image.tags().isEmpty() && image.digests().isEmpty();
        return (!filters.has("dangling") || filters.flag("dangling", false) == dangling)
                && filters.allowsLabels(image.config().run().labels())
                && (!filters.has("reference") || !image.tags().isEmpty());
    }

    private void inspect(Call call) throws IOException {
        call.reply(200, ImageDocuments.inspect(library.require(call.tenant(), call.variable("name")), call.version()));
    }

    private void history(Call call) throws IOException {
        call.reply(200, ImageDocuments.history(library.require(call.tenant(), call.variable("name")), layers));
    }

    private void tag(Call call) throws IOException {
        String repository = call.query().text("repo");
        if (repository == null) {
            throw EngineException.invalid("invalid tag: the parameter 'repo' names the new repository");
        }
        String tag = call.query().text("tag");
        library.tag(call.tenant(), call.variable("name"), tag == null ? repository : repository + ":" + tag);
        call.done(201);
    }

    private void remove(Call call) throws IOException {
        List<Library.Removal> removals = library.remove(
                call.tenant(),
                call.variable("name"),
                call.query().flag("force"),
                call.query().flag("noprune"));
        call.reply(200, removals.stream().map(ImagesResource::document).toList());
    }

    private static ObjectNode document(Library.Removal removal) {
        return removal.untagged() != null
                ? Documents.object().put("Untagged", removal.untagged())
                : Documents.object().put("Deleted", removal.deleted());
    }

    private void prune(Call call) throws IOException {
        Filters filters = Filters.of(call.query(), FILTERS);
        boolean danglingOnly = filters.flag("dangling", true);
        List<ObjectNode> deleted = new ArrayList<>();
        long bytes = 0;
        List<Image> all = library.list(call.tenant());
        Intermediates intermediates = new Intermediates(all);
        for (Image image : all) {
            boolean wanted = !danglingOnly || (image.tags().isEmpty() && !intermediates.has(image));
            if (wanted && filters.allowsLabels(image.config().run().labels())) {
                List<ObjectNode> gone = removeIfUnused(call.tenant(), image);
                bytes += gone.stream().anyMatch(row -> row.has("Deleted")) ? image.bytes() : 0;
                deleted.addAll(gone);
            }
        }
        call.reply(200, Documents.object().putPOJO("ImagesDeleted", deleted).put("SpaceReclaimed", bytes));
    }

    private List<ObjectNode> removeIfUnused(String tenant, Image image) {
        List<ObjectNode> gone = new ArrayList<>();
        List<String> names = image.tags().isEmpty() ? List.of(image.id()) : image.tags();
        try {
            for (String name : names) {
                library.remove(tenant, name, false, false).forEach(removal -> gone.add(document(removal)));
            }
        } catch (EngineException e) {
            // Used by a container, or gone meanwhile: pruning passes over it, as Docker does.
            if (e.kind() != ErrorKind.CONFLICT && e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
        }
        return gone;
    }
}
