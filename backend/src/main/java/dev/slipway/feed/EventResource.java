package dev.slipway.feed;

import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.identity.CurrentCaller;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Change;
import dev.slipway.tenancy.Member;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Server-sent events of what has changed in the caller's teams. */
@Path("/api/v1/events")
public class EventResource {

    /** Changes kept for a reader who is slow; when there are more, the newest are dropped and the next one refetches. */
    private static final int MOST_WAITING = 256;

    /** Keeps proxies from closing a quiet stream; also how soon a revoked session loses it. */
    private static final Duration PULSE = Duration.ofSeconds(5);

    private final ChangeFeed feed;
    private final CurrentCaller current;
    private final Callers callers;

    EventResource(ChangeFeed feed, CurrentCaller current, Callers callers) {
        this.feed = feed;
        this.current = current;
        this.callers = callers;
    }

    record ChangeView(String kind, UUID id, UUID appId) {}

    /** The teams whose changes a reader may know of; looked up again with every pulse. */
    private static final class Reader {

        private final Caller caller;
        private volatile Set<UUID> teams;

        Reader(Caller caller) {
            this.caller = caller;
            this.teams = teamsOf(caller);
        }

        private static Set<UUID> teamsOf(Caller caller) {
            return QuarkusTransaction.requiringNew().call(() -> Set.copyOf(Member.teamsReachedBy(caller)));
        }
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Needs(Permission.SIGNED_IN)
    @Blocking
    public Multi<OutboundSseEvent> follow(@Context Sse sse) {
        Reader reader = new Reader(current.get());
        Multi<Optional<Change>> pulses = Multi.createFrom()
                .ticks()
                .every(PULSE)
                .onOverflow()
                .drop()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(tick -> pulse(reader));
        Multi<Optional<Change>> changes = feed.stream()
                .filter(change -> reader.teams.contains(change.teamId()))
                .onOverflow()
                .buffer(MOST_WAITING)
                .map(Optional::of);
        return Multi.createBy()
                .merging()
                .streams(pulses, changes)
                .map(change -> change.map(news -> event(sse, news))
                        .orElseGet(() -> sse.newEventBuilder().comment("").build()));
    }

    private Optional<Change> pulse(Reader reader) {
        if (!callers.stillValid(reader.caller)) {
            throw new IllegalStateException("signed out");
        }
        reader.teams = Reader.teamsOf(reader.caller);
        return Optional.empty();
    }

    private static OutboundSseEvent event(Sse sse, Change change) {
        return sse.newEventBuilder()
                .name("change")
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(new ChangeView(change.kind(), change.id(), change.appId()))
                .build();
    }
}
