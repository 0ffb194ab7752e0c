package dev.slipway.host.network;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** On the running kernel, in a network namespace that plays the host, with another one that plays the world. */
abstract class NetworkCase {
    static final int SLAB = 9;
    static final Subnet LAN = Subnet.parse("203.0.113.0/24");
    static final String HOST = "203.0.113.1";
    static final String WORLD = "203.0.113.2";
    static final int CONNECT_MILLIS = 2000;

    @TempDir
    Path folder;

    final Deque<AutoCloseable> opened = new ArrayDeque<>();
    Namespace host;
    Namespace world;
    Links hostLinks;
    Networks networks;

    @BeforeAll
    static void needsRoot() {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    }

    @BeforeEach
    void buildAHostAndAWorld() throws IOException {
        host = keep(new Namespace());
        world = keep(new Namespace());
        hostLinks = keep(host.run(Links::new));
        connectToLan(world, WORLD);
        networks = engine();
    }

    @AfterEach
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    Networks engine() {
        return engine("test", "state", SLAB);
    }

    Networks engine(String name, String state, int slab) {
        Networks made = host.run(() -> new BridgeNetworks(name, folder.resolve(state), slab));
        return keep(host.inside(Networks.class, made));
    }

    Container container(String id, String network, PortBinding... ports) throws IOException {
        return new Container(networks, id, network, ports);
    }

    String subnetOf(String network) {
        return networks.find(network).orElseThrow().subnet();
    }

    /** The host's outside is a bridge too, to which the world is connected as if by a switch. */
    void connectToLan(Namespace machine, String address) {
        hostLinks.createBridge("lan", Ipv4.mac(Ipv4.parse(HOST)));
        int lan = hostLinks.list().getOrDefault("lan", 0);
        hostLinks.addAddress("lan", lan, LAN, Ipv4.parse(HOST));
        byte[] mac = Ipv4.mac(Ipv4.parse(address));
        hostLinks.connect(new Links.Pair(
                "world", 7, lan, machine.pid(), "eth0", InsideRequests.ETH0_INDEX, mac, 1500, Links.Port.PLAIN));
        machine.send(List.of(
                InsideRequests.up(InsideRequests.ETH0_INDEX),
                InsideRequests.address(InsideRequests.ETH0_INDEX, LAN, Ipv4.parse(address)),
                InsideRequests.defaultRoute(2, InsideRequests.ETH0_INDEX, Ipv4.bytes(Ipv4.parse(HOST)))));
    }

    /** A further network of the LAN: {@code …::1} is the host, {@code address} the world. */
    void addAddress6(Subnet6 subnet, java.math.BigInteger address) {
        hostLinks.addAddress6("lan", hostLinks.list().getOrDefault("lan", 0), subnet, subnet.at(1));
        world.send(List.of(InsideRequests.address6(InsideRequests.ETH0_INDEX, subnet, address)));
    }

    /** Gives the LAN IPv6: the host is {@code …::1}, the world {@code …::2}. */
    void addAddress6(Subnet6 subnet) {
        hostLinks.addAddress6("lan", hostLinks.list().getOrDefault("lan", 0), subnet, subnet.at(1));
        world.send(List.of(
                InsideRequests.address6(InsideRequests.ETH0_INDEX, subnet, subnet.at(2)),
                InsideRequests.defaultRoute(10, InsideRequests.ETH0_INDEX, Ipv6.bytes(subnet.at(1)))));
    }

    /** A further network of the LAN: .1 is the host, {@code address} the world. */
    void addAddress(String subnet, String address) {
        Subnet net = Subnet.parse(subnet);
        hostLinks.addAddress("lan", hostLinks.list().getOrDefault("lan", 0), net, net.gateway());
        world.send(List.of(InsideRequests.address(InsideRequests.ETH0_INDEX, net, Ipv4.parse(address))));
    }

    static byte[] routeTo(Subnet destination, String gateway) {
        return NetlinkMessage.create(NetlinkMessage.NEWROUTE)
                .u8(2, destination.prefix(), 0, 0, 254, 4, 0, 1)
                .u32(0)
                .attribute(1, Ipv4.bytes(destination.base()))
                .attribute(5, Ipv4.bytes(Ipv4.parse(gateway)))
                .bytes();
    }

    String tables() {
        return host.run(() -> {
            Process nft = new ProcessBuilder("nft", "list", "tables").start();
            return new String(nft.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        });
    }

    static Set<String> withoutWorld(Set<String> links) {
        List<String> left = new ArrayList<>(links);
        left.removeIf(link -> link.equals("world"));
        return Set.copyOf(left);
    }

    <T extends AutoCloseable> T keep(T resource) {
        opened.push(resource);
        return resource;
    }

    /** A machine that can listen and call; a container when made with networks. */
    final class Container {
        private final Namespace namespace;
        private final String address;
        private final String name;
        private final List<Attachment> attachments;

        Container(Namespace namespace, String address, String name) {
            this.namespace = namespace;
            this.address = address;
            this.name = name;
            this.attachments = List.of();
        }

        Container(Networks networks, String id, String network, PortBinding... ports) throws IOException {
            this(networks, id, network.equals("bridge") || Bridge.isTenants(network), network, ports);
        }

        private Container(Networks networks, String id, boolean make, String network, PortBinding... ports)
                throws IOException {
            this(
                    networks,
                    id,
                    List.of(Endpoint.of(make ? networks.ensure(network).name() : network, List.of(id))),
                    ports);
        }

        Container(Networks networks, String id, List<Endpoint> endpoints, PortBinding... ports) throws IOException {
            Attachment attachment = networks.attach(id, endpoints, List.of(ports));
            namespace = keep(new Namespace());
            attachment.connect(namespace.pid());
            namespace.send(attachment
                    .networkRequests()
                    .subList(1, attachment.networkRequests().size()));
            address = attachment.places().getFirst().address();
            name = id;
            attachments = List.of(attachment);
        }

        String address() {
            return address;
        }

        Attachment attachment() {
            return attachments.getFirst();
        }

        String gateway() {
            return attachment().places().getFirst().gateway();
        }

        void send(List<byte[]> requests) {
            namespace.send(requests);
        }

        /** A file of sysfs, as the container sees it. */
        String read(String file) {
            return namespace.run(() -> {
                Process cat = new ProcessBuilder(
                                "nsenter",
                                "--net=/proc/" + pid() + "/ns/net",
                                "unshare",
                                "--mount",
                                "sh",
                                "-c",
                                "mount -t sysfs none /sys && cat " + file)
                        .start();
                return new String(cat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            });
        }

        int pid() {
            return namespace.pid();
        }

        /** Address in {@code network}. */
        Place place(String network) {
            return attachment().places().stream()
                    .filter(place -> place.network().equals(network))
                    .findFirst()
                    .orElseThrow();
        }

        /** Answers every datagram with "name sees address-of-the-sender". */
        void serveDatagrams(int port) {
            DatagramSocket server = keep(namespace.run(() -> new DatagramSocket(port)));
            Thread.startVirtualThread(() -> {
                DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                while (!server.isClosed()) {
                    try {
                        server.receive(packet);
                        byte[] answer = (name + " sees " + packet.getAddress().getHostAddress())
                                .getBytes(StandardCharsets.UTF_8);
                        server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                    } catch (IOException e) {
                        return;
                    }
                }
            });
        }

        /** Sends a datagram, again after a second, and returns the answer. */
        String say(String to, int port) {
            return namespace.run(() -> {
                try (DatagramSocket socket = new DatagramSocket()) {
                    socket.setSoTimeout(CONNECT_MILLIS / 2);
                    for (int i = 0; i < 2; i++) {
                        socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getByName(to), port));
                        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                        try {
                            socket.receive(packet);
                            return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
                        } catch (IOException e) {
                            // Lost or refused: once more.
                        }
                    }
                } catch (IOException e) {
                    // No way there.
                }
                return "unreachable";
            });
        }

        /** Answers every connection with "name sees address-of-the-caller". */
        void serve(int port) {
            ServerSocket server = keep(namespace.run(() -> new ServerSocket(port)));
            Thread.startVirtualThread(() -> {
                while (!server.isClosed()) {
                    try (Socket caller = server.accept()) {
                        String seen = caller.getInetAddress().getHostAddress();
                        caller.getOutputStream().write((name + " sees " + seen).getBytes(StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        return;
                    }
                }
            });
        }

        /** Asks the network's name server for an A record. */
        String lookUp(String name) {
            return ask(name, 1);
        }

        /** Asks the network's name server for an AAAA record. */
        String lookUp6(String name) {
            return ask(name, 28);
        }

        private String ask(String name, int type) {
            StringBuilder labels = new StringBuilder();
            for (String label : name.split("\\.")) {
                labels.append((char) label.length()).append(label);
            }
            byte[] query = ("\0\7\1\0\0\1\0\0\0\0\0\0" + labels + "\0\0" + (char) type + "\0\1")
                    .getBytes(StandardCharsets.ISO_8859_1);
            return namespace.run(() -> {
                try (DatagramSocket socket = new DatagramSocket()) {
                    socket.setSoTimeout(8000);
                    InetAddress server =
                            InetAddress.getByName(attachment().nameservers().getFirst());
                    socket.send(new DatagramPacket(query, query.length, server, 53));
                    DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                    socket.receive(packet);
                    int end = packet.getLength();
                    if (packet.getData()[7] == 0) {
                        return "unknown";
                    }
                    return type == 1
                            ? InetAddress.getByAddress(Arrays.copyOfRange(packet.getData(), end - 4, end))
                                    .getHostAddress()
                            : Ipv6.text(
                                    new java.math.BigInteger(1, Arrays.copyOfRange(packet.getData(), end - 16, end)));
                }
            });
        }

        String talk(String to, int port) {
            return namespace.run(() -> {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(InetAddress.getByName(to), port), CONNECT_MILLIS);
                    socket.setSoTimeout(CONNECT_MILLIS);
                    String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    return answer.isEmpty() ? "unreachable" : answer;
                } catch (IOException e) {
                    return "unreachable";
                }
            });
        }
    }
}
