package dev.slipway.environment;

import dev.slipway.app.App;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;

/** An app's variables. */
@Path("/api/v1/apps/{appId}/environment")
@RunOnVirtualThread
public class EnvironmentResource {

    private final Environment environment;
    private final Event<EnvironmentCut> cuts;

    EnvironmentResource(Environment environment, Event<EnvironmentCut> cuts) {
        this.environment = environment;
        this.cuts = cuts;
    }

    record EnvironmentView(int version, List<VariableEntry> variables) {}

    record EnvironmentRequest(@NotNull List<@Valid @NotNull VariableEntry> variables) {}

    @GET
    @Needs(Permission.ENVIRONMENT_READ)
    @Transactional
    public EnvironmentView get(UUID appId) {
        App app = App.present(appId).orElseThrow(Problem::notFound);
        return new EnvironmentView(app.lastEnvironment, environment.show(appId, app.lastEnvironment));
    }

    @PUT
    @Needs(Permission.ENVIRONMENT_CHANGE)
    @Transactional
    public EnvironmentView put(UUID appId, @Valid @NotNull EnvironmentRequest request) {
        App app = App.locked(appId).filter(found -> !found.deleting).orElseThrow(Problem::notFound);
        int version = environment.cut(app, request.variables);
        cuts.fire(new EnvironmentCut(app, version));
        return new EnvironmentView(version, environment.show(appId, version));
    }
}
