package dev.slipway.host.api.containers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.container.MountPoint;
import java.util.List;

/** A container's mounts as Docker's documents show them. */
final class MountDocument {
    private MountDocument() {}

    static List<ObjectNode> of(List<MountPoint> mounts) {
        return mounts.stream()
                .filter(MountPoint::isMounted)
                .map(MountDocument::row)
                .toList();
    }

    private static ObjectNode row(MountPoint mount) {
        ObjectNode row = Documents.object().put("Type", mount.type());
        if (mount.isVolume()) {
            row.put("Name", mount.name()).put("Driver", "local");
        }
        return row.put("Source", mount.source())
                .put("Destination", mount.destination())
                .put("Mode", mount.readOnly() ? "ro" : "")
                .put("RW", !mount.readOnly())
                .put("Propagation", mount.type().equals("bind") ? propagation(mount) : "");
    }

    private static String propagation(MountPoint mount) {
        return mount.options().stream()
                .filter(option -> option.endsWith("shared") || option.endsWith("slave") || option.endsWith("private"))
                .findFirst()
                .orElse("rprivate");
    }
}
