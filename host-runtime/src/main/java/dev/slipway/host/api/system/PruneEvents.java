package dev.slipway.host.api.system;

import dev.slipway.host.events.Events;
import java.util.Map;

/** Tells, as Docker does since API 1.41, that things which nobody needed were removed, and how much room that made. */
public record PruneEvents(Events events) {
    /** @param type container, image, volume, network or builder */
    public void say(String tenant, String type, long bytes) {
        events.publish(Events.Event.now(type, "prune", "", tenant, Map.of("reclaimed", Long.toString(bytes))));
    }
}
