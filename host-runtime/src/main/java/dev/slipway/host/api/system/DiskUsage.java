package dev.slipway.host.api.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.containers.ContainerSummary;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.api.images.ImageDocuments;
import dev.slipway.host.api.images.SharedLayers;
import dev.slipway.host.api.volumes.VolumesResource;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.Container;
import dev.slipway.host.container.Containers;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.library.Image;
import dev.slipway.host.library.Library;
import dev.slipway.host.linux.TreeUse;
import dev.slipway.host.volume.Volumes;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * {@code docker system df}: what the disk gives, as du(1) counts it. Layers are counted once, however many images share
 * them, and with the archives that are kept of them.
 */
public final class DiskUsage implements Resource {
    private static final Set<String> TYPES = Set.of("container", "image", "volume", "build-cache");

    private final Containers containers;
    private final ContainerSummary summary;
    private final Library library;
    private final Layers layers;
    private final Volumes volumes;

    public DiskUsage(Containers containers, ContainerSummary summary, Library library, Layers layers, Volumes volumes) {
        this.containers = containers;
        this.summary = summary;
        this.library = library;
        this.layers = layers;
        this.volumes = volumes;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/system/df", this::report);
    }

    private void report(Call call) throws IOException {
        List<String> asked = call.query().all("type");
        for (String type : asked) {
            if (!TYPES.contains(type)) {
                throw EngineException.invalid("unknown object type: " + type);
            }
        }
        ObjectNode document = Documents.object();
        if (asked.isEmpty() || asked.contains("image")) {
            document.put("LayersSize", layersSize()).putPOJO("Images", images(call));
        }
        if (asked.isEmpty() || asked.contains("container")) {
            document.putPOJO("Containers", containers(call));
        }
        if (asked.isEmpty() || asked.contains("volume")) {
            document.putPOJO("Volumes", volumes(call));
        }
        if (asked.isEmpty() || asked.contains("build-cache")) {
            // The cache's steps are images and counted there.
            document.putPOJO("BuildCache", List.of());
        }
        call.reply(200, document);
    }

    private long layersSize() {
        return layers.list().stream()
                .mapToLong(layer -> layers.diskBytes(layer.diffId()))
                .sum();
    }

    private List<ObjectNode> images(Call call) {
        List<Image> all = library.list(call.tenant());
        SharedLayers shared = new SharedLayers(all, layers);
        List<Container> users = containers.list(call.tenant());
        return all.stream()
                .map(image -> ImageDocuments.summary(image, call.version())
                        .put("SharedSize", shared.bytes(image))
                        .put(
                                "Containers",
                                users.stream()
                                        .filter(user -> user.imageId().equals(image.id()))
                                        .count()))
                .toList();
    }

    private List<ObjectNode> containers(Call call) {
        return containers.list(call.tenant()).stream()
                .map(container -> summary.withSizes(
                        summary.of(container),
                        containers.writtenBytes(call.tenant(), container.id()),
                        library.find(call.tenant(), container.imageId())
                                .map(Image::bytes)
                                .orElse(0L)))
                .toList();
    }

    private List<ObjectNode> volumes(Call call) {
        return volumes.list(call.tenant()).stream()
                .map(volume -> VolumesResource.document(volume)
                        .putPOJO(
                                "UsageData",
                                Documents.object()
                                        .put("Size", TreeUse.bytes(volume.data()))
                                        .put(
                                                "RefCount",
                                                volumes.users(volume.tenant(), volume.name())
                                                        .size())))
                .toList();
    }
}
