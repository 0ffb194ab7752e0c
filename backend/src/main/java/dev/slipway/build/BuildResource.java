package dev.slipway.build;

import dev.slipway.app.App;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Cursor;
import dev.slipway.platform.Items;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.PlainText;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Builds of an app and their logs. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class BuildResource {

    private static final int PAGE_OF_LOG = 1000;

    private final BuildQueue queue;
    private final BuildLog log;
    private final BuildOrders orders;

    BuildResource(BuildQueue queue, BuildLog log, BuildOrders orders) {
        this.queue = queue;
        this.log = log;
        this.orders = orders;
    }

    record BuildRequest(
            @Nullable
            @Size(max = 200)
            @PlainText
            @Pattern(
                    regexp = "[A-Za-z0-9_][A-Za-z0-9_./+@#-]*",
                    message = "must be a branch, a tag or a commit, for example \"main\"")
            String ref) {}

    @POST
    @Path("/apps/{appId}/builds")
    @Needs(Permission.APP_DEPLOY)
    @Transactional
    @APIResponseSchema(value = BuildView.class, responseCode = "202")
    public Response build(UUID appId, @Valid @Nullable BuildRequest request) {
        App app = App.locked(appId).filter(found -> !found.deleting).orElseThrow(Problem::notFound);
        Build build = orders.order(app, request == null ? null : request.ref);
        return Response.accepted(BuildView.of(build)).build();
    }

    @GET
    @Path("/apps/{appId}/builds")
    @Needs(Permission.APP_READ)
    @Transactional
    public Items<BuildView> list(
            UUID appId, @BeanParam @Valid PageQuery page, @QueryParam("status") @Nullable String status) {
        return Items.page(
                Build.page(appId, page, Build.Status.of(status)),
                page,
                BuildView::of,
                build -> Cursor.of(build.number));
    }

    @GET
    @Path("/builds/{buildId}")
    @Needs(Permission.APP_READ)
    @Transactional
    public BuildView get(UUID buildId) {
        return BuildView.of(find(buildId));
    }

    @PUT
    @Path("/builds/{buildId}/cancellation")
    @Needs(Permission.APP_DEPLOY)
    @APIResponse(responseCode = "202", description = "Accepted")
    public Response cancel(UUID buildId) {
        queue.cancel(buildId);
        return Response.accepted().build();
    }

    @GET
    @Path("/builds/{buildId}/log")
    @Needs(Permission.LOGS_READ)
    public Items<BuildLog.Line> log(UUID buildId, @QueryParam("after") long after) {
        List<BuildLog.Line> lines = log.after(buildId, after, PAGE_OF_LOG);
        return new Items<>(
                lines,
                lines.size() < PAGE_OF_LOG
                        ? null
                        : String.valueOf(lines.getLast().seq()));
    }

    private static Build find(UUID id) {
        return Build.<Build>findByIdOptional(id).orElseThrow(Problem::notFound);
    }
}
