package dev.slipway.host.api.system;

import dev.slipway.host.api.containers.ContainerSummary;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.api.images.ImageDocuments;
import dev.slipway.host.container.Containers;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.library.Library;
import java.io.IOException;
import java.util.List;

/** {@code docker system df}: layers are counted once, however many images share them. */
public final class DiskUsage implements Resource {
    private final Containers containers;
    private final ContainerSummary summary;
    private final Library library;
    private final Layers layers;

    public DiskUsage(Containers containers, ContainerSummary summary, Library library, Layers layers) {
        this.containers = containers;
        this.summary = summary;
        this.library = library;
        this.layers = layers;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/system/df", this::report);
    }

    private void report(Call call) throws IOException {
        long layersSize = layers.list().stream().mapToLong(Layers.Layer::bytes).sum();
        call.reply(
                200,
                Documents.object()
                        .put("LayersSize", layersSize)
                        .putPOJO(
                                "Images",
                                library.list(call.tenant()).stream()
                                        .map(image -> ImageDocuments.summary(image, call.version()))
                                        .toList())
                        .putPOJO(
                                "Containers",
                                containers.list(call.tenant()).stream()
                                        .map(summary::of)
                                        .toList())
                        .putPOJO("Volumes", List.of())
                        .putPOJO("BuildCache", List.of()));
    }
}
