package dev.slipway.host.api.images;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.ApiVersion;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Filters;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.api.system.PruneEvents;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.library.Image;
import dev.slipway.host.library.Library;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The local images: list, inspect, history, tag, remove, prune. */
public final class ImagesResource implements Resource {
    private static final Set<String> FILTERS =
            Set.of("dangling", "label", "label!", "before", "since", "reference", "until");

    private static final Set<String> PRUNE_FILTERS = Set.of("dangling", "label", "label!", "until");

    private final PruneEvents prunings;
    private final Library library;
    private final Layers layers;

    public ImagesResource(Library library, Layers layers, PruneEvents prunings) {
        this.prunings = prunings;
        this.library = library;
        this.layers = layers;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/images/json", this::list)
                .get("/images/search", call -> {
                    throw new EngineException(
                            ErrorKind.NOT_IMPLEMENTED,
                            "searching registries is not served by this engine: ask the registry itself, and pull by name");
                })
                .get("/images/{name:.*}/json", this::inspect)
                .get("/images/{name:.*}/history", this::history)
                .post("/images/{name:.*}/tag", this::tag)
                .post("/images/prune", this::prune)
                .delete("/images/{name:.*}", this::remove);
    }

    private void list(Call call) throws IOException {
        Filters filters = Filters.of(call.query(), FILTERS);
        List<Image> all = library.list(call.tenant());
        Intermediates intermediates = new Intermediates(all);
        boolean everything = call.query().flag("all");
        ImageFilter filter = new ImageFilter(filters, name -> library.require(call.tenant(), name));
        List<Image> rows = all.stream()
                .filter(image -> everything || !intermediates.has(image))
                .map(filter::withWantedTags)
                .filter(filter::fits)
                .toList();
        SharedLayers shared = call.query().flag("shared-size") ? new SharedLayers(all, layers) : null;
        call.reply(
                200,
                rows.stream().map(image -> row(image, shared, call.version())).toList());
    }

    private static ObjectNode row(Image image, @Nullable SharedLayers shared, ApiVersion version) {
        ObjectNode row = ImageDocuments.summary(image, version);
        return shared == null ? row : row.put("SharedSize", shared.bytes(image));
    }

    private void inspect(Call call) throws IOException {
        Image image = library.require(call.tenant(), call.variable("name"));
        if (call.query().flag("manifests") && call.query().text("platform") != null) {
            throw EngineException.invalid("conflicting options: manifests and platform options cannot both be set");
        }
        WantedPlatform.check(call.query(), image, call.variable("name"));
        call.reply(200, ImageDocuments.inspect(image, call.version()));
    }

    private void history(Call call) throws IOException {
        Image image = library.require(call.tenant(), call.variable("name"));
        WantedPlatform.check(call.query(), image, call.variable("name"));
        call.reply(200, ImageDocuments.history(image, layers));
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
        if (!call.query().all("platforms").isEmpty()) {
            throw EngineException.invalid(
                    "parameter 'platforms' is not supported by this engine: an image has one platform, leave it out");
        }
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
        Filters filters = Filters.of(call.query(), PRUNE_FILTERS);
        boolean danglingOnly = filters.flag("dangling", true);
        ImageFilter filter = new ImageFilter(filters.without("dangling"), name -> library.require(call.tenant(), name));
        List<ObjectNode> deleted = new ArrayList<>();
        long before = layerBytes();
        List<Image> all = library.list(call.tenant());
        Intermediates intermediates = new Intermediates(all);
        for (Image image : all) {
            boolean wanted = image.tags().isEmpty() ? !intermediates.has(image) : !danglingOnly;
            if (wanted && filter.fits(image)) {
                deleted.addAll(removeIfUnused(call.tenant(), image));
            }
        }
        long bytes = Math.max(0, before - layerBytes());
        prunings.say(call.tenant(), "image", bytes);
        call.reply(200, Documents.object().putPOJO("ImagesDeleted", deleted).put("SpaceReclaimed", bytes));
    }

    private long layerBytes() {
        return layers.list().stream().mapToLong(Layers.Layer::bytes).sum();
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
