package dev.slipway.deploy;

import dev.slipway.app.App;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Items;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Deployments and instances of an app. */
@Path("/api/v1")
@RunOnVirtualThread
public class DeploymentResource {

    private static final int MOST_DEPLOYMENTS = 50;
    private static final int MOST_INSTANCES = 100;

    /** What an id of a container is shortened to, as everywhere in Docker's world. */
    private static final int SHORT_ID = 12;

    private final Deployments deployments;

    DeploymentResource(Deployments deployments) {
        this.deployments = deployments;
    }

    record MoveRequest(@NotNull Integer fromRelease) {}

    record InstanceView(
            UUID id,
            @Nullable String container,
            int releaseNumber,
            String status,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Integer exitCode,
            boolean oomKilled,
            @Nullable String detail) {

        static InstanceView of(Instance instance) {
            String container = instance.containerId;
            return new InstanceView(
                    instance.id,
                    container == null ? null : container.substring(0, Math.min(SHORT_ID, container.length())),
                    instance.releaseNumber,
                    instance.status.name().toLowerCase(Locale.ROOT),
                    instance.startedAt,
                    instance.finishedAt,
                    instance.exitCode,
                    instance.oomKilled,
                    instance.detail);
        }
    }

    @POST
    @Path("/apps/{appId}/releases")
    @Needs(Permission.APP_DEPLOY)
    @Transactional
    public Response move(UUID appId, @Valid @NotNull MoveRequest request) {
        App app = App.locked(appId).filter(found -> !found.deleting).orElseThrow(Problem::notFound);
        return Response.accepted(DeploymentView.of(deployments.moveTo(app, request.fromRelease)))
                .build();
    }

    @GET
    @Path("/apps/{appId}/deployments")
    @Needs(Permission.APP_READ)
    @Transactional
    public Items<DeploymentView> list(UUID appId) {
        return Items.of(Deployment.ofApp(appId, MOST_DEPLOYMENTS).stream()
                .map(DeploymentView::of)
                .toList());
    }

    @GET
    @Path("/deployments/{deploymentId}")
    @Needs(Permission.APP_READ)
    @Transactional
    public DeploymentView get(UUID deploymentId) {
        return DeploymentView.of(
                Deployment.<Deployment>findByIdOptional(deploymentId).orElseThrow(Problem::notFound));
    }

    @GET
    @Path("/apps/{appId}/instances")
    @Needs(Permission.APP_READ)
    @Transactional
    public Items<InstanceView> instances(UUID appId) {
        return Items.of(Instance.ofApp(appId, MOST_INSTANCES).stream()
                .map(InstanceView::of)
                .toList());
    }
}
