package dev.slipway.host.api.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Filters;
import dev.slipway.host.api.http.Moments;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.base.Json;
import dev.slipway.host.events.Events;
import dev.slipway.host.events.Events.Event;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What happens, as it happens: one JSON object a line. */
public final class EventsResource implements Resource {
    private static final Set<String> FILTERS = Set.of(
            "config",
            "container",
            "daemon",
            "event",
            "image",
            "label",
            "network",
            "node",
            "plugin",
            "scope",
            "secret",
            "service",
            "type",
            "volume");

    /** Kinds of objects that a filter may name; the engine publishes nothing about the last six. */
    private static final List<String> NAMED = List.of(
            "container", "image", "network", "volume", "daemon", "plugin", "config", "node", "secret", "service");

    private static final long NANOS = 1_000_000_000L;

    private final Events events;
    private final Clock clock = Clock.systemUTC();

    public EventsResource(Events events) {
        this.events = events;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/events", this::follow);
    }

    private void follow(Call call) throws Exception {
        Filters filters = Filters.of(call.query(), FILTERS);
        long since = Moments.nanos(call.query(), "since");
        long until = Moments.nanos(call.query(), "until");
        try (OutputStream out = call.exchange().stream(200, "application/json")) {
            long now =
                    clock.instant().getEpochSecond() * NANOS + clock.instant().getNano();
            if (until != 0 && until <= now) {
                events.since(since).stream()
                        .filter(event -> event.timeNano() <= until)
                        .forEach(event -> send(call, filters, out, event));
                return;
            }
            try (Events.Subscription subscription = events.subscribe(since, event -> send(call, filters, out, event))) {
                awaitEnd(call, subscription, until == 0 ? Long.MAX_VALUE : until - now);
            }
        }
    }

    private static void awaitEnd(Call call, Events.Subscription subscription, long nanos) throws InterruptedException {
        try {
            var unused = CompletableFuture.anyOf(call.exchange().gone(), subscription.ended())
                    .get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException over) {
            // The asked-for time is over, or the client stopped reading: either ends the stream.
            return;
        }
    }

    private static void send(Call call, Filters filters, OutputStream out, Event event) {
        if (!isFor(call, event) || !allowed(filters, event)) {
            return;
        }
        try {
            out.write((Json.write(document(event)) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFor(Call call, Event event) {
        return call.operator() || event.tenant().equals(call.tenant());
    }

    private static boolean allowed(Filters filters, Event event) {
        String action = event.action();
        int colon = action.indexOf(':');
        boolean eventFits =
                filters.allows("event", action) || (colon > 0 && filters.allows("event", action.substring(0, colon)));
        return eventFits
                && filters.allows("type", event.type())
                && filters.allowsLabels(event.attributes())
                && filters.allows("scope", "local")
                && NAMED.stream().allMatch(type -> names(filters, type, event));
    }

    private static boolean names(Filters filters, String type, Event event) {
        if (!filters.has(type)) {
            return true;
        }
        String name = event.attributes().getOrDefault("name", "");
        return (event.type().equals(type)
                        && filters.values(type).stream()
                                .anyMatch(wish -> event.id().startsWith(wish) || wish.equals(name)))
                || filters.values(type).contains(event.attributes().get(type));
    }

    private static ObjectNode document(Event event) {
        ObjectNode document = Documents.object();
        if (event.type().equals("container") || event.type().equals("image")) {
            document.put("status", event.action()).put("id", event.id());
            String image = event.attributes().get("image");
            if (image != null) {
                document.put("from", image);
            }
        }
        Map<String, Object> actor = new HashMap<>();
        actor.put("ID", event.id());
        actor.put("Attributes", event.attributes());
        return document.put("Type", event.type())
                .put("Action", event.action())
                .putPOJO("Actor", actor)
                .put("scope", "local")
                .put("time", event.timeNano() / NANOS)
                .put("timeNano", event.timeNano());
    }
}
