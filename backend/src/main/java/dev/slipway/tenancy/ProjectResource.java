package dev.slipway.tenancy;

import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Cursor;
import dev.slipway.platform.Items;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.PlainText;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** A team's projects. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ProjectResource {

    /** More is no longer a list people can read. */
    private static final int MOST = 200;

    private final Clock clock;

    ProjectResource(Clock clock) {
        this.clock = clock;
    }

    record ProjectRequest(
            @NotBlank @Size(max = 60) @PlainText String name) {}

    /**
     * What to change; absent keeps. {@code guarded} asks for a role in the project itself before a deploy or a shell, and records
     * terminals; {@code recorded} records them in a project without such protection.
     */
    record ProjectChange(
            @Nullable @Size(min = 1, max = 60) @PlainText String name,
            @Nullable Boolean guarded,
            @Nullable Boolean recorded) {}

    @GET
    @Path("/teams/{teamId}/projects")
    @Needs(Permission.PROJECT_READ)
    public Items<ProjectView> list(
            UUID teamId,
            @BeanParam @Valid PageQuery page,
            @QueryParam("search") @DefaultValue("") @Size(max = 200) @PlainText String search) {
        return Items.page(
                Project.page(teamId, page, search),
                page,
                ProjectView::of,
                project -> Cursor.of(project.name, project.id));
    }

    @POST
    @Path("/teams/{teamId}/projects")
    @Needs(Permission.PROJECT_CREATE)
    @Transactional
    @APIResponseSchema(value = ProjectView.class, responseCode = "201")
    public Response create(UUID teamId, @Valid @NotNull ProjectRequest request) {
        if (Project.count("team.id", teamId) >= MOST) {
            throw new Problem(Problem.Kind.CONFLICT, "the team has " + MOST + " projects already; use one of them");
        }
        Team team = Team.findById(teamId);
        Project project = Project.create(team, request.name, clock.instant());
        return Response.status(Response.Status.CREATED)
                .entity(ProjectView.of(project))
                .build();
    }

    @GET
    @Path("/projects/{projectId}")
    @Needs(Permission.PROJECT_READ)
    public ProjectView get(UUID projectId) {
        return ProjectView.of(Project.findById(projectId));
    }

    @PATCH
    @Path("/projects/{projectId}")
    @Needs(Permission.PROJECT_CHANGE)
    @Transactional
    public ProjectView change(
            UUID projectId, @HeaderParam("If-Match") @Nullable String ifMatch, @Valid @NotNull ProjectChange request) {
        Project project = Project.findById(projectId, LockModeType.PESSIMISTIC_WRITE);
        ProjectView.of(project).tag().require(ifMatch);
        if (request.guarded != null) {
            project.guarded = request.guarded;
        }
        if (request.recorded != null) {
            project.recorded = request.recorded;
        }
        if (request.name != null) {
            project.name = request.name;
        }
        return ProjectView.of(project);
    }
}
