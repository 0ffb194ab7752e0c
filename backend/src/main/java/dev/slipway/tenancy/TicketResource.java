package dev.slipway.tenancy;

import dev.slipway.identity.CurrentCaller;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.identity.Ticket;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Tickets for sockets. What a ticket is for decides which permission it needs. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class TicketResource {

    private final Policy policy;
    private final CurrentCaller current;
    private final Clock clock;

    TicketResource(Policy policy, CurrentCaller current, Clock clock) {
        this.policy = policy;
        this.current = current;
        this.clock = clock;
    }

    record TicketRequest(@NotNull String action, @Nullable UUID instance) {}

    record TicketView(String ticket, Instant expiresAt) {}

    @POST
    @Path("/apps/{appId}/tickets")
    @Needs(Permission.LOGS_READ)
    @Transactional
    @APIResponseSchema(value = TicketView.class, responseCode = "201")
    public Response forApp(UUID appId, @Valid @NotNull TicketRequest request) {
        return issue(request, appId, "appId");
    }

    @POST
    @Path("/builds/{buildId}/tickets")
    @Needs(Permission.LOGS_READ)
    @Transactional
    @APIResponseSchema(value = TicketView.class, responseCode = "201")
    public Response forBuild(UUID buildId, @Valid @NotNull TicketRequest request) {
        return issue(request, buildId, "buildId");
    }

    private Response issue(TicketRequest request, UUID target, String parameter) {
        StreamAction action = StreamAction.of(request.action)
                .filter(known -> known.parameter().equals(parameter))
                .orElseThrow(() ->
                        Problem.invalid("action", "must be \"logs\" or \"terminal\" for an app, \"log\" for a build"));
        policy.require(current.get(), action.permission(), parameter, target.toString());
        Ticket.Issued issued = Ticket.issue(current.get(), action.word(), target, request.instance, clock.instant());
        return Response.status(Response.Status.CREATED)
                .entity(new TicketView(issued.text(), issued.expiresAt()))
                .build();
    }
}
