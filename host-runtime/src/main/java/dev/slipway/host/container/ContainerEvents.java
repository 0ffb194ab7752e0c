package dev.slipway.host.container;

import dev.slipway.host.events.Events;
import dev.slipway.host.events.Events.Event;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what happens to containers, with the attributes Docker gives. */
final class ContainerEvents {
    private final Events events;

    ContainerEvents(Events events) {
        this.events = events;
    }

    void publish(LiveContainer container, String action) {
        publish(container, action, Map.of());
    }

    void publish(LiveContainer container, String action, Map<String, String> more) {
        Map<String, String> attributes = new LinkedHashMap<>();
        if (container.record().run().labels() != null) {
            attributes.putAll(container.record().run().labels());
        }
        attributes.put("image", container.record().config().image());
        attributes.put("name", container.name());
        attributes.putAll(more);
        events.publish(Event.now("container", action, container.id(), container.tenant(), attributes));
    }

    void network(LiveContainer container, String action, @Nullable String network, String networkId) {
        if (network != null) {
            String type = network.equals("none") ? "null" : network.equals("host") ? "host" : "bridge";
            events.publish(Event.now(
                    "network",
                    action,
                    networkId,
                    container.tenant(),
                    Map.of("container", container.id(), "name", network, "type", type)));
        }
    }

    void volume(LiveContainer container, String action, MountPoint point) {
        events.publish(Event.now(
                "volume",
                action,
                point.name(),
                container.tenant(),
                Map.of("container", container.id(), "destination", point.destination(), "driver", "local")));
    }
}
