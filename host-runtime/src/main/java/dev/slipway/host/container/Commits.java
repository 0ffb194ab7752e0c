package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.layer.Layers.Layer;
import dev.slipway.host.library.Image;
import dev.slipway.host.spec.IdRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what a container changed into an image. */
final class Commits {
    private final Neighbours neighbours;
    private final ContainerEvents events;

    Commits(Neighbours neighbours, ContainerEvents events) {
        this.neighbours = neighbours;
        this.events = events;
    }

    /** Returns the new image's id. */
    String commit(
            LiveContainer container, @Nullable String reference, List<String> changes, String comment, String author) {
        ContainerRecord record = container.record();
        ImageConfig base = neighbours
                .library()
                .find(record.tenant(), record.imageId())
                .map(Image::config)
                .orElseThrow(() -> EngineException.notFound("No such image: " + record.imageId()));
        ImageConfig.Run run = CommitChanges.apply(record.run(), changes);
        Layer layer = layer(container);
        String now = neighbours.clock().instant().toString();
        List<String> diffIds = new ArrayList<>(base.rootfs().diffIds());
        diffIds.add(layer.diffId());
        List<ImageConfig.History> history = new ArrayList<>(base.history() == null ? List.of() : base.history());
        history.add(
                new ImageConfig.History(now, String.join(" ", RunConfig.argv(record.run())), author, comment, null));
        ImageConfig config = new ImageConfig(
                now,
                author,
                base.architecture(),
                base.os(),
                base.variant(),
                run,
                new ImageConfig.Rootfs("layers", diffIds),
                history);
        Image image = neighbours.library().create(record.tenant(), config, reference);
        events.publish(
                container,
                "commit",
                Map.of("comment", comment, "imageID", image.id(), "imageRef", reference == null ? "" : reference));
        return image.id();
    }

    /** Frozen meanwhile, so that files are not caught half written. */
    private Layer layer(LiveContainer container) {
        container.lock.lock();
        try {
            IdRange ids = SpecAssembly.ids(
                    container.record().host(), neighbours.tenants().of(container.tenant()));
            var snapshot = neighbours.layers().find(container.id());
            RunningContainer running = container.running();
            boolean freeze =
                    running != null && container.state() instanceof ContainerState.Running state && !state.paused();
            if (!freeze || running == null) {
                return neighbours.layers().copy(snapshot, ids);
            }
            running.cgroup().freeze();
            try {
                return neighbours.layers().copy(snapshot, ids);
            } finally {
                running.cgroup().thaw();
            }
        } finally {
            container.lock.unlock();
        }
    }
}
