package dev.slipway.audit;

import dev.slipway.identity.Caller;
import dev.slipway.identity.CurrentCaller;
import dev.slipway.tenancy.CurrentTarget;
import dev.slipway.tenancy.Owned;
import dev.slipway.tenancy.StreamOpened;
import io.quarkus.runtime.BlockingOperationControl;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Watches every door: whoever changes something is recorded before they get their answer, also when it is a refusal. */
@ApplicationScoped
class AuditFilter {

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

    /** The one GET that opens something: coming back from a company's provider. */
    private static final String SINGLE_SIGN_ON = "singlesignon.signIn";

    private static final String NOBODY = "nobody";
    private static final int LONGEST = 500;

    private final AuditLog log;
    private final CurrentCaller current;
    private final CurrentTarget target;
    private final Clock clock;

    AuditFilter(AuditLog log, CurrentCaller current, CurrentTarget target, Clock clock) {
        this.log = log;
        this.current = current;
        this.target = target;
        this.clock = clock;
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
        String action = action(door);
        if (SAFE_METHODS.contains(request.getMethod()) && !action.equals(SINGLE_SIGN_ON)) {
            return;
        }
        append(
                current.ask(),
                current.claimed().orElse(NOBODY),
                target.ask().map(Owned::teamId).orElse(null),
                action,
                request.getUriInfo().getPath(),
                connection.remoteAddress().hostAddress(),
                response.getStatus());
    }

    void record(@Observes StreamOpened opened) {
        append(
                Optional.of(opened.caller()),
                NOBODY,
                opened.teamId(),
                "stream." + opened.action().word(),
                opened.target().toString(),
                opened.address(),
                101);
    }

    private void append(
            Optional<Caller> caller,
            String otherwise,
            @Nullable UUID team,
            String action,
            String path,
            String address,
            int status) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        log.append(seq -> new AuditEntry(
                seq,
                now,
                team,
                caller.map(Caller::accountId).orElse(null),
                clean(caller.map(found -> found.name() + " <" + found.email() + ">")
                        .orElse(otherwise)),
                caller.map(found -> found.credential().kind().name().toLowerCase(Locale.ROOT))
                        .orElse("none"),
                action,
                clean(path),
                address,
                status));
    }

    /** {@code AppResource.delete} is {@code app.delete}. */
    private static String action(ResourceInfo door) {
        String noun = door.getResourceClass().getSimpleName().replaceFirst("Resource(_Subclass)?$", "");
        return noun.toLowerCase(Locale.ROOT) + "." + door.getResourceMethod().getName();
    }

    private static String clean(String text) {
        return text.substring(0, Math.min(LONGEST, text.length())).replaceAll("\\p{Cntrl}", "?");
    }
}
