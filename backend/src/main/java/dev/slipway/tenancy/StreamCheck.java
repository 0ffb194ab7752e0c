package dev.slipway.tenancy;

import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.identity.Ticket;
import dev.slipway.platform.DataScope;
import dev.slipway.platform.Origins;
import dev.slipway.platform.Problem;
import dev.slipway.platform.SocketGuard.Allowance;
import dev.slipway.platform.SocketGuards;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every socket's upgrade: our own page, a fresh ticket for exactly this target, and the same policy as REST. */
@ApplicationScoped
public class StreamCheck implements HttpUpgradeCheck {

    private static final String TICKET = "ticket.";
    private static final int FORBIDDEN = 403;

    private final Origins origins;
    private final Policy policy;
    private final Callers callers;
    private final Clock clock;
    private final Event<StreamOpened> opened;
    private final SocketGuards guards;

    StreamCheck(
            Origins origins,
            Policy policy,
            Callers callers,
            Clock clock,
            Event<StreamOpened> opened,
            SocketGuards guards) {
        this.opened = opened;
        this.guards = guards;
        this.origins = origins;
        this.policy = policy;
        this.callers = callers;
        this.clock = clock;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        if (!origins.allows(context.httpRequest().getHeader("Origin"))) {
            return CheckResult.rejectUpgrade(FORBIDDEN);
        }
        Optional<String> ticket = ticket(context.httpRequest().getHeader("Sec-WebSocket-Protocol"));
        Optional<StreamAction> action = StreamAction.of(context.endpointId());
        if (ticket.isEmpty() || action.isEmpty()) {
            return CheckResult.rejectUpgrade(FORBIDDEN);
        }
        String target = context.pathParam(action.get().parameter());
        String address = context.httpRequest().remoteAddress().hostAddress();
        Context events = Vertx.currentContext();
        // The database must not be waited for on the thread that serves all sockets; but that thread must be the one to
        // open this one:
        // opened from elsewhere, a client's first message may come before there is anybody to hear it, and is lost.
        return Uni.createFrom()
                .item(() -> granted(ticket.get(), action.get(), target, address))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .emitOn(opening -> events.runOnContext(unused -> opening.run()))
                .map(grant -> decide(context, grant));
    }

    private Optional<Grant> granted(String ticket, StreamAction action, String target, String address) {
        Optional<Grant> grant = QuarkusTransaction.requiringNew().call(() -> grant(ticket, action, target, address));
        grant.ifPresent(found -> opened.fire(new StreamOpened(
                found.caller(),
                action,
                found.target(),
                policy.ownerOf(action.parameter(), target).teamId(),
                address)));
        return grant;
    }

    private CheckResult decide(HttpUpgradeContext context, Optional<Grant> grant) {
        if (grant.isEmpty()) {
            return CheckResult.rejectUpgradeSync(FORBIDDEN);
        }
        context.userData().put(Grant.KEY, grant.get());
        guards.guard(context, grant.get().action() == StreamAction.TERMINAL ? Allowance.TALK : Allowance.LISTEN);
        return CheckResult.permitUpgradeSync();
    }

    /** Why a grant no longer holds, for who sits before the socket; empty while it does. Asked again while it is open. */
    Optional<String> refusal(Grant grant) {
        if (!callers.stillValid(grant.caller())) {
            return Optional.of("you were signed out, or your token has ended; sign in again");
        }
        return allowed(grant)
                ? Optional.empty()
                : Optional.of("your role no longer includes this; ask an admin of the team");
    }

    private Optional<Grant> grant(String text, StreamAction action, String target, String address) {
        Optional<Ticket> ticket = Ticket.redeem(text, clock.instant())
                .filter(found -> found.action.equals(action.word()))
                .filter(found -> found.target.toString().equals(target));
        Optional<Caller> caller = ticket.flatMap(callers::byTicket);
        return caller.map(found -> new Grant(found, action, ticket.get().target, ticket.get().instance, address))
                .filter(this::allowed);
    }

    private boolean allowed(Grant grant) {
        try {
            StreamAction action = grant.action();
            DataScope.within(
                    Member.teamsReachedBy(grant.caller()),
                    () -> policy.require(
                            grant.caller(),
                            action.permission(),
                            action.parameter(),
                            grant.target().toString()));
            return true;
        } catch (Problem refused) {
            return false;
        }
    }

    /** The ticket travels as a subprotocol: the one thing a browser lets a page put into the handshake. */
    private static Optional<String> ticket(@Nullable String protocols) {
        return protocols == null
                ? Optional.empty()
                : Arrays.stream(protocols.split(",", 8))
                        .map(String::strip)
                        .filter(protocol -> protocol.startsWith(TICKET))
                        .map(protocol -> protocol.substring(TICKET.length()))
                        .findFirst();
    }
}
