package dev.slipway.tenancy;

import dev.slipway.identity.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody changed something through a door that is none of the API's, such as the registry's, or was refused to. Heard by the audit,
 * whose entry belongs to the transaction that the event is fired in, if there is one.
 *
 * @param caller who, null for the platform itself
 * @param otherwise what to call the actor without a caller
 * @param teamId whose thing it was, null when that is nobody's business
 * @param action like {@code registry.push}
 * @param target what it was about
 * @param address of the connection
 * @param status as answered
 */
public record DoorUsed(
        @Nullable Caller caller,
        String otherwise,
        @Nullable UUID teamId,
        String action,
        String target,
        String address,
        int status) {}
