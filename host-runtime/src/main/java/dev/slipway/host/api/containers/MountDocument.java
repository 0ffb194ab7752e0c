package dev.slipway.host.api.containers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.container.Container;
import dev.slipway.host.container.ContainerConfig.HostConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A container's mounts as Docker's documents show them. */
final class MountDocument {
    private MountDocument() {}

    static List<ObjectNode> of(Container container) {
        List<ObjectNode> rows = new ArrayList<>();
        @Nullable HostConfig host = container.config().hostConfig();
        if (host == null) {
            return rows;
        }
        for (String bind : Documents.orEmpty(host.binds())) {
            rows.add(bind(bind));
        }
        for (Map<String, Object> mount : Documents.orEmpty(host.mounts())) {
            boolean readOnly = Boolean.TRUE.equals(mount.get("ReadOnly"));
            rows.add(row(
                    String.valueOf(mount.getOrDefault("Type", "bind")),
                    String.valueOf(mount.getOrDefault("Source", "")),
                    String.valueOf(mount.getOrDefault("Target", "")),
                    "",
                    readOnly));
        }
        return rows;
    }

    private static ObjectNode bind(String bind) {
        String[] parts = bind.split(":", 3);
        String mode = parts.length > 2 ? parts[2] : "";
        String type = parts[0].startsWith("/") ? "bind" : "volume";
        return row(
                type,
                parts[0],
                parts.length > 1 ? parts[1] : parts[0],
                mode,
                List.of(mode.split(",")).contains("ro"));
    }

    private static ObjectNode row(String type, String source, String target, String mode, boolean readOnly) {
        ObjectNode row = Documents.object().put("Type", type);
        if (type.equals("volume")) {
            row.put("Name", source).put("Driver", "local");
        }
        return row.put("Source", source)
                .put("Destination", target)
                .put("Mode", mode)
                .put("RW", !readOnly)
                .put("Propagation", type.equals("bind") ? "rprivate" : "");
    }
}
