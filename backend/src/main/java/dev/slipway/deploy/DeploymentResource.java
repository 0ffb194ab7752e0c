package dev.slipway.deploy;

import dev.slipway.app.App;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Cursor;
import dev.slipway.platform.Items;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.Problem;
import dev.slipway.platform.Words;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Deployments and instances of an app. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DeploymentResource {

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
    @APIResponseSchema(value = DeploymentView.class, responseCode = "202")
    public Response move(UUID appId, @Valid @NotNull MoveRequest request) {
        App app = App.locked(appId).filter(found -> !found.deleting).orElseThrow(Problem::notFound);
        return Response.accepted(DeploymentView.of(deployments.moveTo(app, request.fromRelease)))
                .build();
    }

    @GET
    @Path("/apps/{appId}/deployments")
    @Needs(Permission.APP_READ)
    @Transactional
    public Items<DeploymentView> list(
            UUID appId, @BeanParam @Valid PageQuery page, @QueryParam("status") @Nullable String status) {
        return Items.page(
                Deployment.page(appId, page, Words.find(Deployment.Status.class, status, "status")),
                page,
                DeploymentView::of,
                deployment -> Cursor.of(deployment.number));
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
    public Items<InstanceView> instances(
            UUID appId, @BeanParam @Valid PageQuery page, @QueryParam("status") @Nullable String status) {
        return Items.page(
                Instance.page(appId, page, Words.find(Instance.Status.class, status, "status")),
                page,
                InstanceView::of,
                instance -> Cursor.of(instance.createdAt, instance.id));
    }
}
