package dev.slipway.host.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the running kernel, in a network namespace that plays the host, with another one that plays the world. */
class BridgeNetworksTest {
    private static final int SLAB = 9;
    private static final Subnet LAN = Subnet.parse("203.0.113.0/24");
    private static final String HOST = "203.0.113.1";
    private static final String WORLD = "203.0.113.2";
    private static final int CONNECT_MILLIS = 2000;

    @TempDir
    Path folder;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Namespace host;
    private Namespace world;
    private Links hostLinks;
    private Networks networks;

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

    @Test
    void containersOfOneNetworkReachEachOther() throws Exception {
        // Given
        Container one = container("one", "t-1");
        Container two = container("two", "t-1");
        two.serve(8080);
        // Then
        assertEquals("two sees " + one.address(), one.talk(two.address(), 8080));
    }

    @Test
    void containersOfDifferentNetworksDoNot() throws Exception {
        // Given
        Container one = container("one", "t-1");
        Container two = container("two", "t-2");
        Container operators = container("three", "bridge");
        two.serve(8080);
        operators.serve(8080);
        // Then
        assertEquals("unreachable", one.talk(two.address(), 8080));
        assertEquals("unreachable", one.talk(operators.address(), 8080));
        assertEquals("unreachable", operators.talk(two.address(), 8080));
    }

    @Test
    void containersFindEachOtherByNameWithinTheirNetwork() throws Exception {
        // Given
        Container one = container("one", "t-1");
        Container two = container("two", "t-1");
        Container stranger = container("stranger", "t-2");
        assertEquals(List.of(one.attachment().gateway()), one.attachment().nameservers());
        // When
        two.attachment().publish();
        stranger.attachment().publish();
        // Then
        assertEquals(two.address(), one.lookUp("two"));
        assertEquals("unknown", one.lookUp("stranger"));
        assertEquals("unknown", stranger.lookUp("two"));
        // When
        two.attachment().release();
        // Then
        assertEquals("unknown", one.lookUp("two"));
    }

    @Test
    void aContainerReachesTheWorldUnderTheHostsAddress() throws Exception {
        // Given
        Container one = container("one", "t-1");
        new Container(world, WORLD, "world").serve(80);
        // Then
        assertEquals("world sees " + HOST, one.talk(WORLD, 80));
    }

    @Test
    void aContainerDoesNotReachTheHost() throws Exception {
        // Given
        Container one = container("one", "bridge");
        new Container(host, HOST, "host").serve(9999);
        // Then
        assertEquals("unreachable", one.talk(one.attachment().gateway(), 9999));
        assertEquals("unreachable", one.talk(HOST, 9999));
    }

    @Test
    void onlyTheOperatorsContainersReachPrivateAddresses() throws Exception {
        // Given
        Container tenants = container("one", "t-1");
        Container operators = container("two", "bridge");
        addAddress("192.168.7.0/24", "192.168.7.2");
        new Container(world, "192.168.7.2", "world").serve(80);
        // Then
        assertEquals("unreachable", tenants.talk("192.168.7.2", 80));
        assertEquals("world sees 192.168.7.1", operators.talk("192.168.7.2", 80));
    }

    @Test
    void nobodyReachesTheMetadataAddress() throws Exception {
        // Given
        Container operators = container("two", "bridge");
        addAddress("169.254.0.0/16", "169.254.169.254");
        new Container(world, "169.254.169.254", "world").serve(80);
        // Then
        assertEquals("unreachable", operators.talk("169.254.169.254", 80));
    }

    @Test
    void theHostReachesAContainerAndTheWorldOnlyItsPublishedPorts() throws Exception {
        // Given
        Container web = container("web", "bridge", new PortBinding(8080, "tcp", "", 0));
        web.serve(8080);
        web.serve(8081);
        Container outside = new Container(world, WORLD, "world");
        Container inside = new Container(host, HOST, "host");
        world.send(List.of(routeTo(Subnet.parse(subnetOf("bridge")), HOST)));
        int port = networks.published("web").getFirst().hostPort();
        assertEquals("unreachable", outside.talk(HOST, port));
        // When
        web.attachment().publish();
        // Then
        assertEquals("web sees " + WORLD, outside.talk(HOST, port));
        assertEquals("web sees " + HOST, inside.talk(HOST, port));
        assertEquals("web sees " + web.attachment().gateway(), inside.talk("127.0.0.1", port));
        assertEquals("web sees " + web.attachment().gateway(), inside.talk(web.address(), 8081));
        assertEquals("unreachable", outside.talk(web.address(), 8080));
        assertEquals("unreachable", outside.talk(HOST, 8081));
        // When
        web.attachment().release();
        // Then
        assertEquals("unreachable", outside.talk(HOST, port));
        assertEquals("unreachable", inside.talk("127.0.0.1", port));
    }

    @Test
    void aPortOnTheLoopbackAddressIsClosedToTheWorld() throws Exception {
        // Given
        Container web = container("web", "bridge", new PortBinding(8080, "tcp", "127.0.0.1", 0));
        web.serve(8080);
        web.attachment().publish();
        int port = networks.published("web").getFirst().hostPort();
        // Then
        assertEquals("unreachable", new Container(world, WORLD, "world").talk(HOST, port));
        assertEquals(
                "web sees " + web.attachment().gateway(), new Container(host, HOST, "host").talk("127.0.0.1", port));
    }

    @Test
    void refusesAPortThatIsTaken() throws Exception {
        // Given
        PortBinding binding = new PortBinding(80, "tcp", "", 18080);
        container("one", "bridge", binding);
        // When
        EngineException failure = assertThrows(EngineException.class, () -> container("two", "bridge", binding));
        // Then
        assertEquals(ErrorKind.CONFLICT, failure.kind());
        assertEquals("Bind for 0.0.0.0:18080 failed: port is already allocated", failure.getMessage());
    }

    @Test
    void aRestartedEngineKeepsWhatLivesAndFreesTheRest() throws Exception {
        // Given
        Container web = container("web", "bridge", new PortBinding(8080, "tcp", "", 18081));
        container("old", "bridge", new PortBinding(8080, "tcp", "", 18082));
        web.serve(8080);
        web.attachment().publish();
        networks.close();
        Container outside = new Container(world, WORLD, "world");
        assertEquals("web sees " + WORLD, outside.talk(HOST, 18081));
        // When
        networks = engine();
        Attachment restored = networks.restore("web").orElseThrow();
        networks.sweep(Set.of("web"));
        // Then
        assertEquals(web.address(), restored.address());
        assertEquals("web sees " + WORLD, outside.talk(HOST, 18081));
        assertEquals(List.of(), networks.published("old"));
        assertTrue(networks.restore("old").isEmpty());
        Container next = container("next", "bridge", new PortBinding(80, "tcp", "", 18082));
        assertFalse(next.address().equals(web.address()));
        assertEquals("web sees " + next.address(), next.talk(web.address(), 8080));
    }

    @Test
    void severalEnginesShareAHostAndOneLeavesNothingBehind() throws Exception {
        // Given
        Networks second = engine("second.engine", "second", SLAB + 1);
        Container here = container("here", "bridge");
        Container there = new Container(second, "there", "bridge");
        here.serve(80);
        there.serve(80);
        assertEquals("unreachable", here.talk(there.address(), 80));
        assertEquals("unreachable", there.talk(here.address(), 80));
        // When
        second.down();
        // Then
        assertEquals(
                "here sees " + here.attachment().gateway(), new Container(host, HOST, "host").talk(here.address(), 80));
        assertTrue(hostLinks.list().keySet().stream().noneMatch(link -> link.startsWith("sw10-")));
        assertEquals("table inet slipway_test\n", tables());
        // When
        networks.down();
        // Then
        assertEquals(Set.of("lo", "lan"), withoutWorld(hostLinks.list().keySet()));
        assertEquals("", tables());
    }

    @Test
    void leavesOutBlocksThatTheHostUses() throws Exception {
        // Given
        addAddress("10.36.0.0/23", "10.36.0.2");
        // Then
        assertEquals("10.36.4.0/22", networks.ensure("bridge").subnet());
        assertEquals("10.36.2.0/24", networks.ensure("t-1").subnet());
    }

    @Test
    void removesANetworkOnlyWhenNobodyUsesIt() throws Exception {
        // Given
        Container one = container("one", "extra");
        assertEquals(
                ErrorKind.CONFLICT,
                assertThrows(EngineException.class, () -> networks.remove("extra"))
                        .kind());
        one.attachment().release();
        // When
        networks.remove("extra");
        // Then
        assertTrue(networks.find("extra").isEmpty());
        assertEquals(
                ErrorKind.NOT_FOUND,
                assertThrows(EngineException.class, () -> networks.remove("extra"))
                        .kind());
    }

    @Test
    void removesTheInterfaceOfAContainerWhoseNamespaceLivesOn() throws Exception {
        // Given
        Container one = container("one", "bridge");
        String link = "sv" + String.format("%08x", Ipv4.parse(one.address()));
        assertTrue(hostLinks.list().containsKey(link));
        // When
        one.attachment().release();
        // Then
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (hostLinks.list().containsKey(link)) {
            assertTrue(System.nanoTime() < deadline, "still there");
        }
    }

    private Networks engine() {
        return engine("test", "state", SLAB);
    }

    private Networks engine(String name, String state, int slab) {
        Networks made = host.run(() -> new BridgeNetworks(name, folder.resolve(state), slab));
        return keep(host.inside(Networks.class, made));
    }

    private Container container(String id, String network, PortBinding... ports) throws IOException {
        return new Container(networks, id, network, ports);
    }

    private String subnetOf(String network) {
        return networks.find(network).orElseThrow().subnet();
    }

    /** The host's outside is a bridge too, to which the world is connected as if by a switch. */
    private void connectToLan(Namespace machine, String address) {
        hostLinks.createBridge("lan", Ipv4.mac(Ipv4.parse(HOST)));
        int lan = hostLinks.list().getOrDefault("lan", 0);
        hostLinks.addAddress("lan", lan, LAN, Ipv4.parse(HOST));
        hostLinks.connect("world", 7, lan, machine.pid(), Ipv4.mac(Ipv4.parse(address)));
        machine.send(InsideRequests.of(LAN, Ipv4.parse(address)));
    }

    /** A further network of the LAN: .1 is the host, {@code address} the world. */
    private void addAddress(String subnet, String address) {
        Subnet net = Subnet.parse(subnet);
        hostLinks.addAddress("lan", hostLinks.list().getOrDefault("lan", 0), net, net.gateway());
        world.send(List.of(InsideRequests.address(InsideRequests.ETH0_INDEX, net, Ipv4.parse(address))));
    }

    private static byte[] routeTo(Subnet destination, String gateway) {
        return NetlinkMessage.create(NetlinkMessage.NEWROUTE)
                .u8(2, destination.prefix(), 0, 0, 254, 4, 0, 1)
                .u32(0)
                .attribute(1, Ipv4.bytes(destination.base()))
                .attribute(5, Ipv4.bytes(Ipv4.parse(gateway)))
                .bytes();
    }

    private String tables() {
        return host.run(() -> {
            Process nft = new ProcessBuilder("nft", "list", "tables").start();
            return new String(nft.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        });
    }

    private static Set<String> withoutWorld(Set<String> links) {
        List<String> left = new ArrayList<>(links);
        left.removeIf(link -> link.equals("world"));
        return Set.copyOf(left);
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.push(resource);
        return resource;
    }

    /** A machine that can listen and call; a container when made with networks. */
    private final class Container {
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
            Attachment attachment = networks.attach(network, id, List.of(id), List.of(ports));
            namespace = keep(new Namespace());
            attachment.connect(namespace.pid());
            namespace.send(attachment
                    .networkRequests()
                    .subList(1, attachment.networkRequests().size()));
            address = attachment.address();
            name = id;
            attachments = List.of(attachment);
        }

        String address() {
            return address;
        }

        Attachment attachment() {
            return attachments.getFirst();
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
            byte[] query = ("\0\7\1\0\0\1\0\0\0\0\0\0" + (char) name.length() + name + "\0\0\1\0\1")
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
                    return packet.getData()[7] == 0
                            ? "unknown"
                            : InetAddress.getByAddress(Arrays.copyOfRange(packet.getData(), end - 4, end))
                                    .getHostAddress();
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
