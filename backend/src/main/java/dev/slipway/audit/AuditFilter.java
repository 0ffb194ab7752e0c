package dev.slipway.audit;

import dev.slipway.identity.Caller;
import dev.slipway.tenancy.DoorUsed;
import dev.slipway.tenancy.StreamOpened;
import io.quarkus.runtime.BlockingOperationControl;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Watches every door. A change is recorded by the transaction that makes it ({@link AuditedTransactions}); what changed
 * nothing, refusals above all, is recorded here before its answer goes out.
 */
@ApplicationScoped
class AuditFilter {

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

    /** The one GET that opens something: coming back from a company's provider. */
    private static final String SINGLE_SIGN_ON = "singlesignon.signIn";

    /** On the answer to a request that was done before, and has its entry since. */
    private static final String REPEATED = "Idempotency-Replayed";

    private static final int FIRST_ERROR = 400;
    private static final int SWITCHING_PROTOCOLS = 101;

    private final AuditLog log;
    private final AuditedRequest audited;
    private final Clock clock;

    AuditFilter(AuditLog log, AuditedRequest audited, Clock clock) {
        this.log = log;
        this.audited = audited;
        this.clock = clock;
    }

    /** After the policy has let the caller pass. */
    @ServerRequestFilter(priority = Priorities.USER)
    void open(ContainerRequestContext request, ResourceInfo door, HttpServerRequest connection) {
        if (changesSomething(request, door)) {
            audited.open(door(request, door, connection));
        }
    }

    @ServerResponseFilter
    void record(
            ContainerRequestContext request,
            ContainerResponseContext response,
            ResourceInfo door,
            HttpServerRequest connection) {
        // Without a door, or on the thread of all sockets, the request was turned away before anything could happen.
        if (door == null || door.getResourceMethod() == null || !BlockingOperationControl.isBlockingAllowed()) {
            return;
        }
        audited.close();
        boolean told = audited.isWritten() && response.getStatus() < FIRST_ERROR;
        boolean repeated = response.getHeaders().containsKey(REPEATED);
        if (changesSomething(request, door) && !told && !repeated) {
            log.append(audited.entry(door(request, door, connection), response.getStatus()));
        }
    }

    void record(@Observes StreamOpened opened) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        log.append(seq -> new AuditEntry(
                seq,
                now,
                opened.teamId(),
                opened.caller().accountId(),
                AuditedRequest.clean(AuditedRequest.actor(opened.caller())),
                AuditedRequest.credential(opened.caller()),
                "stream." + opened.action().word(),
                opened.target().toString(),
                opened.address(),
                SWITCHING_PROTOCOLS));
    }

    void record(@Observes DoorUsed used) {
        Caller caller = used.caller();
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        log.appendHere(seq -> new AuditEntry(
                seq,
                now,
                used.teamId(),
                caller == null ? null : caller.accountId(),
                AuditedRequest.clean(caller == null ? used.otherwise() : AuditedRequest.actor(caller)),
                caller == null ? "none" : AuditedRequest.credential(caller),
                used.action(),
                AuditedRequest.clean(used.target()),
                used.address(),
                used.status()));
    }

    private static boolean changesSomething(ContainerRequestContext request, ResourceInfo door) {
        return !SAFE_METHODS.contains(request.getMethod()) || action(door).equals(SINGLE_SIGN_ON);
    }

    private static AuditedRequest.Door door(
            ContainerRequestContext request, ResourceInfo door, HttpServerRequest connection) {
        return new AuditedRequest.Door(
                action(door),
                request.getUriInfo().getPath(),
                connection.remoteAddress().hostAddress());
    }

    /** {@code AppResource.delete} is {@code app.delete}. */
    private static String action(ResourceInfo door) {
        String noun = door.getResourceClass().getSimpleName().replaceFirst("Resource(_Subclass)?$", "");
        return noun.toLowerCase(Locale.ROOT) + "." + door.getResourceMethod().getName();
    }
}
