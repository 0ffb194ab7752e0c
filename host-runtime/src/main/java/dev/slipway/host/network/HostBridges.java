package dev.slipway.host.network;

import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.network.names.NameServer;
import dev.slipway.host.network.names.Resolvers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The bridges as they are on the host: made when first needed, found again after a restart. */
final class HostBridges {
    private static final Logger LOG = System.getLogger(HostBridges.class.getName());
    private static final int DNS_PORT = 53;
    private static final Path SYSCTL = Path.of("/proc/sys/net");

    private final Links links;
    private final Nft nft;
    private final Ruleset rules;
    private final Resolvers resolvers = Resolvers.of(Path.of("/etc/resolv.conf"));
    private final Map<String, NameServer> nameServers = new ConcurrentHashMap<>();
    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

    HostBridges(Links links, Nft nft, Ruleset rules) {
        this.links = links;
        this.nft = nft;
        this.rules = rules;
    }

    /** Lets the host pass packets on between links, if it does not yet; it is needed by every bridge. */
    static void forwardPackets() {
        Path file = SYSCTL.resolve("ipv4/ip_forward");
        try {
            if (!Files.readString(file).strip().equals("1")) {
                Files.writeString(file, "1");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot switch on packet forwarding in '" + file + "'", e);
        }
    }

    /** Number of the bridge's link, which is made when it is missing. */
    int number(Bridge bridge) {
        Integer number = numbers.get(bridge.device());
        return number != null ? number : make(bridge);
    }

    private int make(Bridge bridge) {
        @Nullable Integer existing = links.list().get(bridge.device());
        if (existing == null) {
            links.createBridge(bridge.device(), Ipv4.mac(bridge.subnet().gateway()));
            setUp(bridge.device());
        }
        int number = existing != null ? existing : links.list().getOrDefault(bridge.device(), 0);
        try {
            links.addAddress(
                    bridge.device(), number, bridge.subnet(), bridge.subnet().gateway());
        } catch (KernelException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
        nft.apply(rules.network(bridge));
        serveNames(bridge);
        numbers.put(bridge.device(), number);
        return number;
    }

    /** Published ports on 127.0.0.1 need loopback addresses routed here; containers have no IPv6, so neither the bridge. */
    private static void setUp(String device) {
        write(SYSCTL.resolve("ipv4/conf/" + device + "/route_localnet"), "1");
        write(SYSCTL.resolve("ipv6/conf/" + device + "/disable_ipv6"), "1");
    }

    private static void write(Path file, String value) {
        try {
            Files.writeString(file, value);
        } catch (NoSuchFileException e) {
            // A kernel without IPv6 has nothing to switch off.
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set '" + file + "'", e);
        }
    }

    private void serveNames(Bridge bridge) {
        InetSocketAddress at = new InetSocketAddress(bridge.network().gateway(), DNS_PORT);
        try {
            nameServers.put(bridge.device(), NameServer.start(at, bridge.names(), resolvers));
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "containers of network '" + bridge.network().name()
                            + "' are not found by name: cannot serve names on " + at
                            + "; let the other DNS server of this host listen on its own addresses only",
                    e);
        }
    }

    /** Whom the network's containers ask for names: the bridge, or the host's resolvers when it cannot serve. */
    List<String> nameServers(Bridge bridge) {
        return nameServers.containsKey(bridge.device())
                ? List.of(bridge.network().gateway())
                : resolvers.list();
    }

    /** Stops answering; the bridges stay. */
    void close() {
        nameServers.values().forEach(NameServer::close);
        nameServers.clear();
    }

    void remove(Bridge bridge) {
        NameServer server = nameServers.remove(bridge.device());
        if (server != null) {
            server.close();
        }
        numbers.remove(bridge.device());
        // Put in first: taking out what is not there is an error, and an engine that was started again does not know.
        nft.apply(rules.network(bridge) + rules.removeNetwork(bridge));
        links.delete(bridge.device());
    }
}
