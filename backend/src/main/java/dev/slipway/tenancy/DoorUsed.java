package dev.slipway.tenancy;

import dev.slipway.identity.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody changed something through a door that is none of the API's, such as the registry's. Heard by the audit.
 *
 * @param caller who, null for the platform itself
 * @param otherwise what to call the actor without a caller
 * @param teamId whose thing it was
 * @param action like {@code registry.push}
 * @param target what it was about
 * @param address of the connection
 * @param status as answered
 */
public record DoorUsed(
        @Nullable Caller caller,
        String otherwise,
        UUID teamId,
        String action,
        String target,
        String address,
        int status) {}
