package dev.slipway.host.container;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.container.ContainerConfig.HostConfig;

/** Changes a container's limits and restart policy while it lives. */
final class Updating {
    private Updating() {}

    /** Applies {@code changes}: first to the kernel, so that a refused limit changes nothing. */
    static void update(LiveContainer container, HostConfig changes) {
        container.lock.lock();
        try {
            if (container.is(ContainerState.Removing.class)) {
                throw EngineException.conflict("cannot update container " + container.id()
                        + ": container is marked for removal and cannot be \"update\"");
            }
            ContainerRecord record = container.record();
            HostConfig merged = merge(record.host(), changes);
            RestartRule rule = RestartRule.of(merged.restartPolicy());
            if (merged.autoRemove() && rule.kind() != RestartRule.Kind.NO) {
                throw EngineException.invalid(
                        "Restart policy cannot be updated because AutoRemove is enabled for the container");
            }
            var limits = LimitRules.of(merged, !record.tenant().isEmpty());
            RunningContainer running = container.running();
            if (running != null) {
                running.cgroup().apply(limits);
            }
            ObjectNode config = Json.mapper().valueToTree(record.config());
            config.set("HostConfig", Json.mapper().valueToTree(merged));
            container.record(record.configured(Json.mapper().convertValue(config, ContainerConfig.class)));
        } finally {
            container.lock.unlock();
        }
    }

    static HostConfig merge(HostConfig old, HostConfig changes) {
        ObjectNode merged = Json.mapper().valueToTree(old);
        ObjectNode wishes = Json.mapper().valueToTree(changes);
        for (String field : Containers.UPDATABLE) {
            var wish = wishes.get(field);
            boolean given = wish != null
                    && !wish.isNull()
                    && !(wish.isNumber() && wish.longValue() == 0)
                    && !(wish.isArray() && wish.isEmpty())
                    && !(wish.isTextual() && wish.textValue().isEmpty())
                    && !(wish.isObject() && wish.path("Name").asText("").isEmpty());
            if (given) {
                merged.set(field, wish);
            }
        }
        return Json.mapper().convertValue(merged, HostConfig.class);
    }
}
