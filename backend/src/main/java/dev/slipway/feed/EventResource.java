package dev.slipway.feed;

import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.identity.CurrentCaller;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Change;
import dev.slipway.platform.DataScope;
import dev.slipway.platform.Problem;
import dev.slipway.tenancy.Member;
import dev.slipway.tenancy.Policy;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Server-sent events of what has changed in the caller's teams. */
@Path("/api/v1/events")
public class EventResource {

    /** Keeps proxies from closing a quiet stream; also how soon a revoked session loses it, for which five seconds are promised. */
    private static final Duration PULSE = Duration.ofSeconds(3);

    private final ChangeFeed feed;
    private final CurrentCaller current;
    private final Callers callers;
    private final Policy policy;

    EventResource(ChangeFeed feed, CurrentCaller current, Callers callers, Policy policy) {
        this.policy = policy;
        this.feed = feed;
        this.current = current;
        this.callers = callers;
    }

    record ChangeView(String kind, UUID id, UUID appId) {}

    /** Some were missed: fetch again whatever is shown. */
    record GapView(String detail) {}

    /** What a reader may know of: looked up again with every pulse. */
    private final class Reader {

        /** Apps remembered, so that a deleted one's last change still arrives; then it begins anew. */
        private static final int MOST_APPS = 1_000;

        private final Caller caller;
        private final Map<UUID, Boolean> apps = new ConcurrentHashMap<>();
        private volatile Set<UUID> teams;

        Reader(Caller caller) {
            this.caller = caller;
            this.teams = teamsOf(caller);
        }

        boolean mayKnow(Change change) {
            if (!teams.contains(change.teamId())) {
                return false;
            }
            // Whoever has the whole account sees what its teams see; a narrower token only what it may read.
            return caller.scope().isUnlimited() || apps.computeIfAbsent(change.appId(), this::mayRead);
        }

        void lookAgain() {
            teams = teamsOf(caller);
            if (apps.size() > MOST_APPS) {
                apps.clear();
            }
        }

        private boolean mayRead(UUID appId) {
            try {
                DataScope.within(
                        teams,
                        () -> QuarkusTransaction.requiringNew()
                                .call(() -> policy.require(caller, Permission.APP_READ, "appId", appId.toString())));
                return true;
            } catch (Problem refused) {
                return false;
            }
        }

        private static Set<UUID> teamsOf(Caller caller) {
            return QuarkusTransaction.requiringNew().call(() -> Set.copyOf(Member.teamsReachedBy(caller)));
        }
    }

    /** Changes as they happen; with the id of the last one seen, also those since, or an event "gap" when they are gone. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Needs(Permission.SIGNED_IN)
    @Blocking
    @APIResponse(
            responseCode = "200",
            description = "Events \"change\" and \"gap\", and a comment every few seconds",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(type = SchemaType.STRING),
                            example =
                                    "id: 0a1b2c3d-7\nevent: change\ndata: {\"kind\":\"app\",\"id\":\"…\",\"appId\":\"…\"}\n"))
    public Multi<OutboundSseEvent> follow(
            @Context Sse sse,
            @HeaderParam("Last-Event-ID") @Nullable String seen,
            @QueryParam("after") @Nullable String after) {
        Reader reader = new Reader(current.get());
        Multi<Optional<ChangeFeed.News>> pulses = Multi.createFrom()
                .ticks()
                .every(PULSE)
                .onOverflow()
                .drop()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(tick -> pulse(reader));
        Multi<Optional<ChangeFeed.News>> news = feed.after(seen == null ? after : seen)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .filter(item -> item.change() == null || reader.mayKnow(item.change()))
                .map(Optional::of);
        return Multi.createBy()
                .merging()
                .streams(pulses, news)
                .map(item -> item.map(one -> event(sse, one))
                        .orElseGet(() -> sse.newEventBuilder().comment("").build()));
    }

    private Optional<ChangeFeed.News> pulse(Reader reader) {
        if (!callers.stillValid(reader.caller)) {
            throw new IllegalStateException("signed out");
        }
        reader.lookAgain();
        return Optional.empty();
    }

    private static OutboundSseEvent event(Sse sse, ChangeFeed.News news) {
        OutboundSseEvent.Builder event = sse.newEventBuilder().id(news.id()).mediaType(MediaType.APPLICATION_JSON_TYPE);
        Change change = news.change();
        if (change != null) {
            return event.name("change")
                    .data(new ChangeView(change.kind(), change.id(), change.appId()))
                    .build();
        }
        return news.gap()
                ? event.name("gap")
                        .data(new GapView("changes since then are no longer kept; fetch again what you show"))
                        .build()
                : event.comment("from here on").build();
    }
}
