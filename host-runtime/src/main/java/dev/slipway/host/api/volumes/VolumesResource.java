package dev.slipway.host.api.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Filters;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.api.system.PruneEvents;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.linux.TreeUse;
import dev.slipway.host.volume.Volumes;
import dev.slipway.host.volume.Volumes.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** List, create, inspect, remove, prune. */
public final class VolumesResource implements Resource {
    private static final Set<String> FILTERS = Set.of("dangling", "driver", "label", "label!", "name");
    private static final Set<String> PRUNE_FILTERS = Set.of("label", "label!", "all");
    /** Before this minor version prune took named volumes too. */
    private static final int ANONYMOUS_ONLY_SINCE = 42;

    private final PruneEvents prunings;
    private final Volumes volumes;

    public VolumesResource(Volumes volumes, PruneEvents prunings) {
        this.prunings = prunings;
        this.volumes = volumes;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/volumes", this::list)
                .post("/volumes/create", this::create)
                .post("/volumes/prune", this::prune)
                .get(
                        "/volumes/{name}",
                        call -> call.reply(200, document(volumes.require(call.tenant(), call.variable("name")))))
                .put("/volumes/{name}", call -> {
                    throw new EngineException(
                            ErrorKind.UNAVAILABLE,
                            "volume update only valid for cluster volumes, but swarm is unavailable");
                })
                .delete("/volumes/{name}", this::remove);
    }

    private void list(Call call) throws IOException {
        Filters filters = Filters.of(call.query(), FILTERS);
        boolean any = !filters.has("dangling");
        boolean dangling = filters.flag("dangling", false);
        List<ObjectNode> rows = volumes.list(call.tenant()).stream()
                .filter(volume -> filters.allowsPart("name", volume.name())
                        && (any || dangling == isUnused(volume))
                        && filters.allows("driver", "local")
                        && filters.allowsLabels(volume.labels()))
                .map(VolumesResource::document)
                .toList();
        call.reply(200, Documents.object().putPOJO("Volumes", rows).putPOJO("Warnings", null));
    }

    private void create(Call call) throws IOException {
        ObjectNode body = call.json();
        String driver = body.path("Driver").asText("");
        if (!driver.isEmpty() && !driver.equals("local")) {
            throw EngineException.invalid("volume driver '" + driver + "' is not supported by this engine: use local");
        }
        if (!body.path("DriverOpts").isEmpty()) {
            throw EngineException.invalid("field 'DriverOpts' is not supported by this engine: leave it out");
        }
        Map<String, String> labels = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> label : body.path("Labels").properties()) {
            labels.put(label.getKey(), label.getValue().asText());
        }
        call.reply(201, document(volumes.ensure(call.tenant(), body.path("Name").asText(""), labels)));
    }

    private void remove(Call call) throws IOException {
        volumes.remove(call.tenant(), call.variable("name"), call.query().flag("force"));
        call.done(204);
    }

    private void prune(Call call) throws IOException {
        Filters filters = Filters.of(call.query(), PRUNE_FILTERS);
        boolean named = filters.flag("all", !call.version().atLeast(ANONYMOUS_ONLY_SINCE));
        List<String> deleted = new ArrayList<>();
        long bytes = 0;
        for (Volume volume : volumes.list(call.tenant())) {
            boolean wanted = (named || volume.anonymous()) && filters.allowsLabels(volume.labels());
            if (wanted && isUnused(volume)) {
                long size = TreeUse.bytes(volume.data());
                if (removed(volume)) {
                    deleted.add(volume.name());
                    bytes += size;
                }
            }
        }
        prunings.say(call.tenant(), "volume", bytes);
        call.reply(200, Documents.object().putPOJO("VolumesDeleted", deleted).put("SpaceReclaimed", bytes));
    }

    private boolean isUnused(Volume volume) {
        return volumes.users(volume.tenant(), volume.name()).isEmpty();
    }

    private boolean removed(Volume volume) {
        try {
            volumes.remove(volume.tenant(), volume.name(), false);
            return true;
        } catch (EngineException e) {
            // In use, or gone meanwhile: pruning passes over it.
            if (e.kind() == ErrorKind.CONFLICT || e.kind() == ErrorKind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** A volume as Docker shows it. */
    public static ObjectNode document(Volume volume) {
        return Documents.object()
                .put("Name", volume.name())
                .put("Driver", "local")
                .put("Mountpoint", volume.data().toString())
                .put("CreatedAt", volume.createdAt())
                .putPOJO("Labels", volume.labels())
                .put("Scope", "local")
                .putPOJO("Options", null);
    }
}
