package dev.slipway.host.api.slipway;

import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.api.system.Host;
import dev.slipway.host.container.ContainerState;
import dev.slipway.host.container.Containers;
import dev.slipway.host.library.Library;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The engine's own state, for {@code slipway status}. */
public final class StatusResource implements Resource {
    private final String engine;
    private final Containers containers;
    private final Library library;
    private final Clock clock;
    private final Instant started;

    public StatusResource(String engine, Containers containers, Library library, Clock clock) {
        this.engine = engine;
        this.containers = containers;
        this.library = library;
        this.clock = clock;
        this.started = clock.instant();
    }

    @Override
    public void register(Routes routes) {
        routes.get("/slipway/v1/status", this::status);
    }

    private void status(Call call) throws IOException {
        var all = containers.list(call.tenant());
        long running = all.stream()
                .filter(container -> container.state() instanceof ContainerState.Running)
                .count();
        call.reply(
                200,
                Documents.object()
                        .put("name", engine)
                        .put("version", Host.version())
                        .put("pid", ProcessHandle.current().pid())
                        .put("startedAt", Documents.time(started))
                        .put(
                                "uptimeSeconds",
                                Duration.between(started, clock.instant()).toSeconds())
                        .put("containers", all.size())
                        .put("running", running)
                        .put("images", library.list(call.tenant()).size()));
    }
}
