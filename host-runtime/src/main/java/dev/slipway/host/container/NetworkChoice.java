package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.tenant.Tenant;
import org.jspecify.annotations.Nullable;

/** Whose network a container is in, from Docker's NetworkMode. Pure. */
sealed interface NetworkChoice {
    /** A bridge network of its own or its tenant's. @param name "bridge", "t-7", or one that a user made */
    record Bridge(String name) implements NetworkChoice {}

    record None() implements NetworkChoice {}

    record Host() implements NetworkChoice {}

    /** The network namespace of another container. */
    record Of(String container) implements NetworkChoice {}

    /** "", "default" and "bridge" are the tenant's own network: a tenant has no other bridge. */
    static NetworkChoice of(@Nullable String mode, Tenant tenant) {
        return of(mode, tenant.network());
    }

    /** @param own the tenant's network */
    static NetworkChoice of(@Nullable String mode, String own) {
        String text = mode == null ? "" : mode;
        if (text.startsWith("container:")) {
            String target = text.substring("container:".length());
            if (target.isEmpty()) {
                throw EngineException.invalid("invalid container format container:<name|id>");
            }
            return new Of(target);
        }
        return switch (text) {
            case "", "default", "bridge" -> new Bridge(own);
            case "none" -> new None();
            case "host" -> new Host();
            default -> new Bridge(text);
        };
    }

    /** The network's name as Docker's inspect shows it; null when it has none of its own. */
    default @Nullable String label() {
        return switch (this) {
            case Bridge b -> b.name();
            case None n -> "none";
            case Host h -> "host";
            case Of o -> null;
        };
    }
}
