package dev.slipway.host.api.containers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Query;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.CommitRequest;
import dev.slipway.host.container.Container;
import dev.slipway.host.container.Containers;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** From a container to an image or an archive: commit, export, and what a commit would contain. */
public final class ImageOfResource implements Resource {
    private final Containers containers;

    public ImageOfResource(Containers containers) {
        this.containers = containers;
    }

    @Override
    public void register(Routes routes) {
        routes.post("/commit", this::commit)
                .get("/containers/{id}/export", this::export)
                .get("/containers/{id}/changes", this::changes);
    }

    private void commit(Call call) throws IOException {
        Query query = call.query();
        ObjectNode config = call.json();
        String container = query.text("container");
        if (container == null) {
            throw EngineException.invalid("nothing to commit: 'container' must be given");
        }
        String repository = query.text("repo");
        String tag = query.text("tag");
        List<String> changes = query.all("changes").stream()
                .filter(change -> !change.isEmpty())
                .toList();
        String id = containers.commit(
                call.tenant(),
                container,
                new CommitRequest(
                        repository == null || tag == null ? repository : repository + ":" + tag,
                        changes,
                        config.isEmpty() ? null : CreateBody.wishes(config),
                        query.text("comment", ""),
                        query.text("author", ""),
                        query.flag("pause", true)));
        call.reply(201, Map.of("Id", id));
    }

    private void export(Call call) throws IOException {
        Container container = containers.require(call.tenant(), call.variable("id"));
        try (OutputStream out = call.exchange().stream(200, "application/octet-stream")) {
            containers.export(call.tenant(), container.id(), out);
        }
    }

    private void changes(Call call) throws IOException {
        call.reply(
                200,
                containers.changes(call.tenant(), call.variable("id")).stream()
                        .map(change -> Map.of(
                                "Path", change.path(), "Kind", change.kind().ordinal()))
                        .toList());
    }
}
