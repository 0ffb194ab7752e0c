package dev.slipway.host.mount;

import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.Mounts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An image's layers as one tree to read, attached nowhere, owners as in the image. */
public final class LayerView {
    private LayerView() {}

    /**
     * The detached mount; it vanishes when closed.
     *
     * @param lower topmost first
     * @param empty an empty folder: overlayfs refuses a single lower layer without an upper one
     */
    public static Fd mount(List<Path> lower, Path empty) {
        List<Fd> open = new ArrayList<>();
        try (Fd overlay = Mounts.open("overlay")) {
            for (Path layer : Stream.concat(OverlayRoot.distinct(lower).stream(), Stream.of(empty))
                    .toList()) {
                Fd tree = Mounts.cloneTree(layer, false);
                open.add(tree);
                Mounts.configure(overlay, "lowerdir+", tree);
            }
            Mounts.configure(overlay, "metacopy", "off");
            Mounts.configure(overlay, "redirect_dir", "nofollow");
            return Mounts.mountDetached(overlay, Mounts.ATTR_RDONLY | Mounts.ATTR_NODEV | Mounts.ATTR_NOSUID);
        } finally {
            open.forEach(Fd::close);
        }
    }
}
