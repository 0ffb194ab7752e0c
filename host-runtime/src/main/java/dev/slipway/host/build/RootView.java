package dev.slipway.host.build;

import dev.slipway.host.layer.Layers;
import dev.slipway.host.layer.Layers.Layer;
import dev.slipway.host.layer.Layers.Snapshot;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.mount.OverlayRoot;
import dev.slipway.host.spec.IdRange;
import java.nio.file.Path;
import java.util.List;

/**
 * The tree that an image's layers make together, with a writable snapshot on top, mounted nowhere and reached by descriptor:
 * how COPY reads and writes roots without a container.
 *
 * <p>Ids are the image's own here, so nothing is shifted: the snapshot is for no container's range.
 */
final class RootView implements AutoCloseable {
    /** All ids there are, as they are. */
    static final IdRange ALL_IDS = new IdRange(0, 0xFFFFFFFFL);

    private final Layers layers;
    private final Snapshot snapshot;
    private final DirFd root;
    private boolean consumed;

    private RootView(Layers layers, Snapshot snapshot, DirFd root) {
        this.layers = layers;
        this.snapshot = snapshot;
        this.root = root;
    }

    /**
     * @param diffIds bottom first; none is an empty root
     * @param owner an id for the snapshot that nothing else has
     */
    static RootView open(Layers layers, List<String> diffIds, String owner) {
        Snapshot snapshot = layers.snapshot(owner, ALL_IDS);
        try {
            return new RootView(layers, snapshot, mount(layers, diffIds, snapshot));
        } catch (RuntimeException e) {
            layers.remove(snapshot);
            throw e;
        }
    }

    private static DirFd mount(Layers layers, List<String> diffIds, Snapshot snapshot) {
        if (diffIds.isEmpty()) {
            return snapshot.open();
        }
        List<Path> lower = diffIds.reversed().stream().map(layers::dir).toList();
        return DirFd.of(OverlayRoot.mount(snapshot.on(lower, false), null));
    }

    DirFd root() {
        return root;
    }

    /** What was written becomes a layer; the view is closed by it. */
    Layer commit(FileTimes times) {
        root.close();
        times.clamp(snapshot);
        consumed = true;
        return layers.commit(snapshot, ALL_IDS);
    }

    @Override
    public void close() {
        root.close();
        if (!consumed) {
            layers.remove(snapshot);
        }
    }
}
