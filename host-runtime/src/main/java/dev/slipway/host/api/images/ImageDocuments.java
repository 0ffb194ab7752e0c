package dev.slipway.host.api.images;

import static dev.slipway.host.api.http.Documents.orEmpty;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.ApiVersion;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.library.Image;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An image as Docker's documents show it. */
public final class ImageDocuments {
    /** From this minor version on an image without a name has an empty list instead of this word. */
    private static final int EMPTY_TAGS_SINCE = 43;

    private static final int NO_VIRTUAL_SIZE_SINCE = 44;

    private ImageDocuments() {}

    /** A row of {@code docker images}. */
    public static ObjectNode summary(Image image, ApiVersion version) {
        boolean old = !version.atLeast(EMPTY_TAGS_SINCE);
        List<String> tags = old && image.tags().isEmpty() ? List.of("<none>:<none>") : image.tags();
        List<String> digests =
                old && image.tags().isEmpty() && image.digests().isEmpty() ? List.of("<none>@<none>") : image.digests();
        ObjectNode document = Documents.object()
                .put("Id", image.id())
                .put("ParentId", "")
                .putPOJO("RepoTags", tags)
                .putPOJO("RepoDigests", digests)
                .put("Created", image.created().getEpochSecond())
                .put("Size", image.bytes())
                .put("SharedSize", -1)
                .put("Containers", -1)
                .putPOJO("Labels", orEmpty(image.config().run().labels()));
        return version.atLeast(NO_VIRTUAL_SIZE_SINCE) ? document : document.put("VirtualSize", image.bytes());
    }

    /** {@code docker image inspect}. */
    static ObjectNode inspect(Image image, ApiVersion version) {
        ImageConfig config = image.config();
        ObjectNode document = Documents.object()
                .put("Id", image.id())
                .putPOJO("RepoTags", image.tags())
                .putPOJO("RepoDigests", image.digests())
                .put("Parent", "")
                .put("Comment", comment(config))
                .put("Created", Documents.time(image.created()))
                .put("DockerVersion", "")
                .put("Author", orEmpty(config.author()))
                .putPOJO("Config", run(config.run()))
                .put("Architecture", config.architecture());
        if (config.variant() != null && !config.variant().isEmpty()) {
            document.put("Variant", config.variant());
        }
        document.put("Os", config.os())
                .put("Size", image.bytes())
                .putPOJO("GraphDriver", Map.of("Name", "overlay2", "Data", Map.of()))
                .putPOJO(
                        "RootFS",
                        Map.of("Type", "layers", "Layers", config.rootfs().diffIds()))
                .putPOJO("Metadata", Map.of("LastTagTime", Documents.NEVER));
        return version.atLeast(NO_VIRTUAL_SIZE_SINCE) ? document : document.put("VirtualSize", image.bytes());
    }

    private static String comment(ImageConfig config) {
        List<ImageConfig.History> history = orEmpty(config.history());
        return history.isEmpty() ? "" : orEmpty(history.getLast().comment());
    }

    private static ObjectNode run(ImageConfig.Run run) {
        ObjectNode document = Documents.object()
                .put("Hostname", "")
                .put("Domainname", "")
                .put("User", orEmpty(run.user()))
                .put("AttachStdin", false)
                .put("AttachStdout", false)
                .put("AttachStderr", false)
                .put("Tty", false)
                .put("OpenStdin", false)
                .put("StdinOnce", false)
                .putPOJO("Env", orEmpty(run.env()))
                .putPOJO("Cmd", run.cmd())
                .put("Image", "")
                .putPOJO("Volumes", run.volumes())
                .put("WorkingDir", orEmpty(run.workingDir()))
                .putPOJO("Entrypoint", run.entrypoint())
                .putPOJO("OnBuild", run.onBuild())
                .putPOJO("Labels", orEmpty(run.labels()));
        putIfThere(document, "ExposedPorts", run.exposedPorts());
        putIfThere(document, "StopSignal", run.stopSignal());
        putIfThere(document, "Shell", run.shell());
        putIfThere(document, "Healthcheck", run.healthcheck());
        return document;
    }

    private static void putIfThere(ObjectNode document, String name, @Nullable Object value) {
        if (value != null) {
            document.putPOJO(name, value);
        }
    }

    /** {@code docker history}, newest first. */
    static List<ObjectNode> history(Image image, Layers layers) {
        List<ObjectNode> rows = new ArrayList<>();
        int layer = 0;
        for (ImageConfig.History step : orEmpty(image.config().history())) {
            boolean empty = Boolean.TRUE.equals(step.emptyLayer());
            List<String> diffIds = image.config().rootfs().diffIds();
            long bytes = empty || layer >= diffIds.size()
                    ? 0
                    : layers.layer(diffIds.get(layer)).bytes();
            layer += empty ? 0 : 1;
            rows.addFirst(Documents.object()
                    .put("Id", "<missing>")
                    .put("Created", seconds(step.created()))
                    .put("CreatedBy", orEmpty(step.createdBy()))
                    .putPOJO("Tags", null)
                    .put("Size", bytes)
                    .put("Comment", orEmpty(step.comment())));
        }
        if (!rows.isEmpty()) {
            rows.getFirst().put("Id", image.id()).putPOJO("Tags", image.tags());
        }
        return rows;
    }

    private static long seconds(@Nullable String time) {
        try {
            return time == null ? 0 : Instant.parse(time).getEpochSecond();
        } catch (DateTimeException e) {
            // Images are made by many tools; a time that is none is shown as unknown.
            return 0;
        }
    }
}
