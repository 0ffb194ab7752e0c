package dev.slipway.host.api.containers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.container.Container;
import dev.slipway.host.container.Containers;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.network.Networks;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A row of {@code docker ps}. */
public final class ContainerSummary {
    private final Containers containers;
    private final NetworkDocument network;
    private final Clock clock;

    public ContainerSummary(Containers containers, Networks networks, Clock clock) {
        this.containers = containers;
        this.network = new NetworkDocument(networks);
        this.clock = clock;
    }

    public ObjectNode of(Container container) {
        var host = container.config().hostConfig();
        String mode = host == null || host.networkMode() == null ? "default" : host.networkMode();
        return Documents.object()
                .put("Id", container.id())
                .putPOJO("Names", List.of("/" + container.name()))
                .put("Image", container.config().image())
                .put("ImageID", container.imageId())
                .put("Command", line(command(container.process())))
                .put("Created", container.created().getEpochSecond())
                .putPOJO("Ports", network.portList(container))
                .putPOJO("Labels", Documents.orEmpty(container.process().labels()))
                .put("State", StateDocument.word(container.state()))
                .put("Status", StateDocument.sentence(container, clock.instant()))
                .putPOJO("HostConfig", Map.of("NetworkMode", mode.isEmpty() ? "default" : mode))
                .putPOJO("NetworkSettings", Map.of("Networks", network.byName(container)))
                .putPOJO("Mounts", MountDocument.of(containers.mounts(container.tenant(), container.id())));
    }

    /**
     * Adds what a container takes.
     *
     * @param written by the container itself
     * @param image below it
     */
    public ObjectNode withSizes(ObjectNode document, long written, long image) {
        return document.put("SizeRw", written).put("SizeRootFs", image + written);
    }

    /** As Docker writes it: arguments with blanks in quotes, the program never. */
    private static String line(List<String> command) {
        StringBuilder line = new StringBuilder();
        for (String word : command) {
            boolean quoted = !line.isEmpty() && word.contains(" ");
            line.append(line.isEmpty() ? "" : " ").append(quoted ? "'" + word + "'" : word);
        }
        return line.toString();
    }

    /** Entry point and arguments, in one list. */
    static List<String> command(ImageConfig.Run process) {
        List<String> command = new ArrayList<>(Documents.orEmpty(process.entrypoint()));
        command.addAll(Documents.orEmpty(process.cmd()));
        return command;
    }
}
