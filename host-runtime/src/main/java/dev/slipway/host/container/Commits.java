package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.layer.Layers.Layer;
import dev.slipway.host.library.Image;
import dev.slipway.host.spec.IdRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns what a container changed into an image. */
final class Commits {
    private final Neighbours neighbours;
    private final ContainerEvents events;

    Commits(Neighbours neighbours, ContainerEvents events) {
        this.neighbours = neighbours;
        this.events = events;
    }

    /** Returns the new image's id. */
    String commit(LiveContainer container, CommitRequest request) {
        ContainerRecord record = container.record();
        ImageConfig base = neighbours
                .library()
                .find(record.tenant(), record.imageId())
                .map(Image::config)
                .orElseThrow(() -> EngineException.notFound("No such image: " + record.imageId()));
        ContainerConfig wish = request.config();
        ImageConfig.Run run = CommitChanges.apply(
                wish == null ? record.run() : RunConfig.merge(wish, record.run()), request.changes());
        Layer layer = layer(container, request.pause());
        String now = neighbours.clock().instant().toString();
        List<String> diffIds = new ArrayList<>(base.rootfs().diffIds());
        diffIds.add(layer.diffId());
        List<ImageConfig.History> history = new ArrayList<>(base.history() == null ? List.of() : base.history());
        history.add(new ImageConfig.History(
                now, String.join(" ", RunConfig.argv(record.run())), request.author(), request.comment(), null));
        ImageConfig config = new ImageConfig(
                now,
                request.author(),
                base.architecture(),
                base.os(),
                base.variant(),
                run,
                new ImageConfig.Rootfs("layers", diffIds),
                history);
        Image image = neighbours.library().create(record.tenant(), config, request.reference());
        events.publish(
                container,
                "commit",
                Map.of(
                        "comment",
                        request.comment(),
                        "imageID",
                        image.id(),
                        "imageRef",
                        request.reference() == null ? "" : request.reference()));
        return image.id();
    }

    /** Frozen meanwhile if wished, so that files are not caught half written. */
    private Layer layer(LiveContainer container, boolean pause) {
        container.lock.lock();
        try {
            IdRange ids = SpecAssembly.ids(
                    container.record().host(), neighbours.tenants().of(container.tenant()));
            var snapshot = neighbours.layers().find(container.id());
            RunningContainer running = container.running();
            boolean freeze = pause
                    && running != null
                    && container.state() instanceof ContainerState.Running state
                    && !state.paused();
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
