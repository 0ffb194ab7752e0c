package dev.slipway.host.start;

import java.nio.file.Path;
import java.util.List;

/** What others do while a container's first process waits, between its birth and its first instruction. */
public interface StartHooks {
    /**
     * Netlink requests (complete nlmsghdr messages with NLM_F_ACK) that the container's first process sends in its own
     * network namespace after {@link #connect}: loopback up, address, link up, routes.
     */
    List<byte[]> networkRequests();

    /** Names, inside, of the interfaces that {@link #connect} makes. */
    List<String> interfaces();

    /** Folders of the container's groups in the host's version 1 hierarchies; the container sees these and no others. */
    List<Path> groups();

    /**
     * Called once on the caller's thread when the process exists in all its namespaces and before it goes on: put it into
     * its cgroup. An exception ends the start and everything made so far is undone.
     *
     * @param pid the container's first process, in the host's pid namespace
     */
    void attach(int pid);

    /**
     * Called once after {@link #attach}, while the process makes its mounts: give it its network interfaces. It waits for
     * the return before it configures them. An exception ends the start as well.
     */
    void connect(int pid);
}
