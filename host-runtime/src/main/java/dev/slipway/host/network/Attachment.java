package dev.slipway.host.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A container's places in networks: its addresses, and the acts that connect it at start and release it after the end. */
public interface Attachment {
    /** Its places, in the order of its interfaces; empty after it has left the last one. */
    List<Place> places();

    /** The place that is the way out, or the first one where none leads out. */
    default java.util.Optional<Place> main() {
        return places().stream().findFirst();
    }

    /** IPv4 address of its {@link #main} place; null when it has none. Never blocks: the router asks for every request. */
    default @Nullable String address() {
        return main().map(Place::address).orElse(null);
    }

    /** Name servers for the container's resolv.conf: the engine's own on the bridge of its main place. */
    List<String> nameservers();

    /** Makes the interfaces in the network namespace of {@code pid}, their outer ends on the bridges. */
    void connect(int pid);

    /** Netlink requests for the inside; see {@code StartHooks#networkRequests()}. */
    List<byte[]> networkRequests();

    /** Opens published ports and announces the names; call when the process runs. */
    void publish();

    /** Connects the running container, whose network namespace {@code pid} has, to one more network. */
    Place join(int pid, Endpoint endpoint);

    /** Takes the running container out of a network it is in. */
    void leave(int pid, String network);

    /** Removes interfaces, published ports and names, gives the addresses back. Idempotent. */
    void release();
}
