package dev.slipway.host.network;

import java.util.List;

/** A container's place in a network: its address, and the acts that connect it at start and release it after the end. */
public interface Attachment {
    /** Name of the network. */
    String network();

    /** IPv4 address, dotted. */
    String address();

    int prefixLength();

    String gateway();

    /** Colon-separated. */
    String mac();

    /** Name servers for the container's resolv.conf: the engine's own on the bridge. */
    List<String> nameservers();

    /** Makes the veth pair with its inner end as eth0 in the network namespace of {@code pid}, outer end on the bridge. */
    void connect(int pid);

    /** Netlink requests for the inside; see {@code StartHooks#networkRequests()}. */
    List<byte[]> networkRequests();

    /** Opens published ports and announces the names; call when the process runs. */
    void publish();

    /** Removes interface, published ports and names, gives the address back. Idempotent. */
    void release();
}
