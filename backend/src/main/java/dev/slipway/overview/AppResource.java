package dev.slipway.overview;

import dev.slipway.app.App;
import dev.slipway.app.AppRequest;
import dev.slipway.app.AppSettings;
import dev.slipway.build.BuildOrders;
import dev.slipway.deploy.Deployments;
import dev.slipway.environment.Environment;
import dev.slipway.environment.VariableEntry;
import dev.slipway.identity.Caller;
import dev.slipway.identity.CurrentCaller;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Change;
import dev.slipway.platform.Items;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.PlainText;
import dev.slipway.platform.Problem;
import dev.slipway.quota.Quotas;
import dev.slipway.tenancy.Memberships;
import dev.slipway.tenancy.Project;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Apps. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AppResource {

    /** One host runs a few hundred containers. */
    private static final int MOST_APPS = 200;

    private final AppPages pages;
    private final Memberships memberships;
    private final Environment environment;
    private final Deployments deployments;
    private final Quotas quotas;
    private final BuildOrders orders;
    private final CurrentCaller current;
    private final Clock clock;
    private final Event<Change> changes;

    AppResource(
            AppPages pages,
            Memberships memberships,
            Environment environment,
            Deployments deployments,
            Quotas quotas,
            BuildOrders orders,
            CurrentCaller current,
            Clock clock,
            Event<Change> changes) {
        this.pages = pages;
        this.memberships = memberships;
        this.environment = environment;
        this.deployments = deployments;
        this.quotas = quotas;
        this.orders = orders;
        this.current = current;
        this.clock = clock;
        this.changes = changes;
    }

    @GET
    @Path("/apps")
    @Needs(Permission.SIGNED_IN)
    @Transactional
    public Items<AppView> mine(
            @BeanParam @Valid PageQuery page,
            @QueryParam("search") @DefaultValue("") @Size(max = 200) @PlainText String search) {
        Caller caller = current.get();
        return pages.ofTeams(memberships.teams(caller), caller.scope().projectId(), page, search);
    }

    @GET
    @Path("/projects/{projectId}/apps")
    @Needs(Permission.APP_READ)
    @Transactional
    public Items<AppView> ofProject(
            UUID projectId,
            @BeanParam @Valid PageQuery page,
            @QueryParam("search") @DefaultValue("") @Size(max = 200) @PlainText String search) {
        return pages.ofProject(projectId, page, search);
    }

    @POST
    @Path("/projects/{projectId}/apps")
    @Needs(Permission.APP_CREATE)
    @Transactional
    @APIResponseSchema(value = AppView.class, responseCode = "201")
    public Response create(UUID projectId, @Valid @NotNull NewApp request) {
        Project project = Project.findById(projectId);
        if (App.count("project.id = ?1", projectId) >= MOST_APPS) {
            throw new Problem(
                    Problem.Kind.CONFLICT, "the project has " + MOST_APPS + " apps already; delete one first");
        }
        // First, because it makes the team's requests take turns: two apps of one name get two slugs.
        quotas.requireRoomForBuild(project.team.id);
        App app = App.create(project, request.settings().fresh(), clock.instant());
        List<VariableEntry> variables = request.environment();
        if (variables != null && !variables.isEmpty()) {
            environment.cut(app, variables);
        }
        orders.order(app, null);
        deployments.requireRoom(app);
        App.flush();
        changes.fire(app.change());
        return Response.status(Response.Status.CREATED).entity(pages.of(app.id)).build();
    }

    @GET
    @Path("/apps/{appId}")
    @Needs(Permission.APP_READ)
    @Transactional
    public AppView get(UUID appId) {
        return pages.of(appId);
    }

    @PATCH
    @Path("/apps/{appId}")
    @Needs(Permission.APP_CHANGE)
    @Transactional
    public AppView change(
            UUID appId, @HeaderParam("If-Match") @Nullable String ifMatch, @Valid @NotNull AppRequest request) {
        App app = locked(appId);
        AppSettings old = AppSettings.of(app);
        old.tag().require(ifMatch);
        app.apply(request.over(old), clock.instant());
        if (!AppSettings.of(app).runsLike(old)) {
            requireRoomForMore(app, old);
            deployments.restart(app);
        }
        return changed(app);
    }

    @DELETE
    @Path("/apps/{appId}")
    @Needs(Permission.APP_DELETE)
    @Transactional
    @APIResponse(responseCode = "202", description = "Accepted")
    public Response delete(UUID appId) {
        App app = App.locked(appId).orElseThrow(Problem::notFound);
        app.deleting = true;
        changes.fire(app.change());
        return Response.accepted().build();
    }

    @PUT
    @Path("/apps/{appId}/suspension")
    @Needs(Permission.APP_CHANGE)
    @Transactional
    public AppView stop(UUID appId) {
        App app = locked(appId);
        app.suspended = true;
        return changed(app);
    }

    @DELETE
    @Path("/apps/{appId}/suspension")
    @Needs(Permission.APP_CHANGE)
    @Transactional
    public AppView startAgain(UUID appId) {
        App app = locked(appId);
        if (app.suspended) {
            app.suspended = false;
            deployments.requireRoom(app);
            deployments.restart(app);
        }
        return changed(app);
    }

    /** A stopped app may be changed to anything: starting it asks again. */
    private void requireRoomForMore(App app, AppSettings old) {
        if (!app.suspended) {
            BigDecimal before = old.cpus().multiply(BigDecimal.valueOf(old.instances()));
            quotas.requireRoomForApps(
                    app.teamId,
                    app.cpus.multiply(BigDecimal.valueOf(app.instances)).subtract(before),
                    app.memory * app.instances - old.memory() * old.instances(),
                    app.instances - old.instances());
        }
    }

    private AppView changed(App app) {
        App.flush();
        changes.fire(app.change());
        return pages.of(app.id);
    }

    private static App locked(UUID appId) {
        return App.locked(appId).filter(app -> !app.deleting).orElseThrow(Problem::notFound);
    }
}
