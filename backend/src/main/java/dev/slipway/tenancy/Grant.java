package dev.slipway.tenancy;

import dev.slipway.identity.Caller;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocketConnection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a redeemed ticket allows on one socket.
 *
 * @param caller who
 * @param action what
 * @param target app or build
 * @param instance the one instance it is about, null for the app's choice
 * @param address where the connection comes from
 */
public record Grant(
        Caller caller,
        StreamAction action,
        UUID target,
        @Nullable UUID instance,
        String address) {

    static final UserData.TypedKey<Grant> KEY = new UserData.TypedKey<>("slipway.grant");

    /** The grant a socket was opened with; every open socket has one. */
    public static Grant of(WebSocketConnection connection) {
        Grant grant = connection.userData().get(KEY);
        if (grant == null) {
            throw new IllegalStateException("a socket passed its upgrade without a grant");
        }
        return grant;
    }
}
