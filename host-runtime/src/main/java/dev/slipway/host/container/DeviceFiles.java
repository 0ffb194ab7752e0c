package dev.slipway.host.container;

import dev.slipway.host.linux.DeviceNode;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.spec.IdRange;
import dev.slipway.host.spec.Mount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The device files of one container. A user namespace cannot make any, and the host's belong to the host's root, who is nobody
 * in there; the kernel refuses to map the ids of their file system. So the engine makes files of the same devices that belong
 * to the container's root, and binds those.
 */
final class DeviceFiles {
    private final Path folder;
    private final @Nullable IdRange ids;

    /**
     * @param folder of the container alone; made when needed
     * @param ids null in the host's user namespace, where the host's own files serve
     */
    DeviceFiles(Path folder, @Nullable IdRange ids) {
        this.folder = folder;
        this.ids = ids;
    }

    /** Makes them anew: a device may have another number since the last start. */
    void make(Map<String, DeviceNode> given) {
        if (ids == null || given.isEmpty()) {
            return;
        }
        ContainerFiles.deleteTree(folder);
        try (DirFd dir = DirFd.open(ContainerFiles.make(folder))) {
            int number = 0;
            for (DeviceNode node : given.values()) {
                String name = Integer.toString(number++);
                dir.mknod(name, node.mode(), node.major(), node.minor());
                dir.chown(name, ids.base(), ids.base());
            }
        }
    }

    /** Where they appear. */
    List<Mount> mounts(Map<String, DeviceNode> given) {
        List<Mount> mounts = new ArrayList<>();
        given.forEach((target, node) -> {
            Path source = ids == null ? node.path() : folder.resolve(Integer.toString(mounts.size()));
            mounts.add(new Mount(Mount.Kind.BIND, source, target, false, false, List.of()));
        });
        return mounts;
    }
}
