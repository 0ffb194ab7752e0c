package dev.slipway.host.network;

import dev.slipway.host.network.names.Askers;
import dev.slipway.host.network.names.NameServer;
import dev.slipway.host.network.names.Resolvers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
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
    private static final Path ALL6 = SYSCTL.resolve("ipv6/conf");

    private final Links links;
    private final Firewall firewall;
    private final Askers askers;
    private final Resolvers resolvers = Resolvers.of(Path.of("/etc/resolv.conf"));
    private final Map<String, NameServer> nameServers = new ConcurrentHashMap<>();
    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

    HostBridges(Links links, Firewall firewall, Askers askers) {
        this.links = links;
        this.firewall = firewall;
        this.askers = askers;
    }

    /** Lets the host pass packets on between links, if it does not yet; it is needed by every bridge. */
    static void forwardPackets() {
        Path file = SYSCTL.resolve("ipv4/ip_forward");
        if (!read(file).equals("1")) {
            write(file, "1");
        }
    }

    /**
     * As {@link #forwardPackets} for IPv6. A host that forwards no longer listens to router advertisements, and would lose
     * its own way out, unless told to listen nevertheless (ip-sysctl, accept_ra).
     */
    private static void forwardPackets6() {
        Path file = ALL6.resolve("all/forwarding");
        if (read(file).equals("1") || !Files.exists(file)) {
            return;
        }
        try (DirectoryStream<Path> devices = Files.newDirectoryStream(ALL6)) {
            for (Path device : devices) {
                Path accept = device.resolve("accept_ra");
                if (read(accept).equals("1")) {
                    write(accept, "2");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list '" + ALL6 + "'", e);
        }
        write(file, "1");
    }

    /** Number of the bridge's link, which is made when it is missing. */
    int number(Bridge bridge) {
        Integer number = numbers.get(bridge.device());
        return number != null ? number : make(bridge);
    }

    private synchronized int make(Bridge bridge) {
        Integer made = numbers.get(bridge.device());
        if (made != null) {
            return made;
        }
        @Nullable Integer existing = links.list().get(bridge.device());
        if (existing == null) {
            links.createBridge(bridge.device(), Ipv4.mac(bridge.gateway()));
            setUp(bridge);
        }
        int number = existing != null ? existing : links.list().getOrDefault(bridge.device(), 0);
        links.addAddress(bridge.device(), number, bridge.subnet(), bridge.gateway());
        Subnet6 subnet6 = bridge.subnet6();
        BigInteger gateway6 = bridge.gateway6();
        if (subnet6 != null && gateway6 != null) {
            forwardPackets6();
            links.addAddress6(bridge.device(), number, subnet6, gateway6);
        }
        firewall.add(bridge);
        serveNames(bridge);
        numbers.put(bridge.device(), number);
        return number;
    }

    /** Published ports on 127.0.0.1 need loopback addresses routed here. Without containers' IPv6, the bridge has none. */
    private static void setUp(Bridge bridge) {
        String device = bridge.device();
        write(SYSCTL.resolve("ipv4/conf/" + device + "/route_localnet"), "1");
        write(ALL6.resolve(device + "/accept_ra"), "0");
        // Switching it off and on gives the bridge its link-local address again, this time without the second in which
        // it
        // waits for objections, and asks for no neighbour.
        write(ALL6.resolve(device + "/disable_ipv6"), "1");
        write(ALL6.resolve(device + "/accept_dad"), "0");
        if (bridge.subnet6() != null) {
            write(ALL6.resolve(device + "/disable_ipv6"), "0");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read '" + file + "'", e);
        }
    }

    private static void write(Path file, String value) {
        try {
            Files.writeString(file, value);
        } catch (NoSuchFileException e) {
            // A kernel without IPv6 has nothing to switch off.
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set '" + file + "' to " + value, e);
        }
    }

    private void serveNames(Bridge bridge) {
        InetSocketAddress at = new InetSocketAddress(bridge.network().gateway(), DNS_PORT);
        // Through an internal network nothing leaves, not even in the shape of questions (CVE-2024-29018).
        Resolvers upstream = bridge.settings().internal() ? Resolvers.none() : resolvers;
        try {
            nameServers.put(
                    bridge.device(), NameServer.start(at, asker -> askers.view(asker, bridge.names()), upstream));
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
        number(bridge);
        if (nameServers.containsKey(bridge.device())) {
            return List.of(bridge.network().gateway());
        }
        return bridge.settings().internal() ? List.of() : resolvers.list();
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
        firewall.remove(bridge);
        links.delete(bridge.device());
    }
}
