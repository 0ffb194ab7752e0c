package dev.slipway.host.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Networks, their walls and what is left of them, each on a host made for the test. */
class BridgeNetworksTest extends NetworkCase {
    @Test
    void containersOfOneNetworkReachEachOther() throws Exception {
        // Given
        Container one = container("one", "t-1");
        Container two = container("two", "t-1");
        two.serve(8080);
        // Then
        assertEquals("two sees " + one.address(), one.talk(two.address(), 8080));
        Map<String, Networks.Traffic> traffic = networks.traffic();
        assertEquals(Set.of("one", "two"), traffic.keySet());
        assertTrue(traffic.get("one").sentBytes() > 0 && traffic.get("one").receivedPackets() > 0, traffic.toString());
        assertTrue(traffic.get("two").receivedBytes() > 0, traffic.toString());
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
        assertEquals(List.of(one.gateway()), one.attachment().nameservers());
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
        assertEquals("unreachable", one.talk(one.gateway(), 9999));
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
        assertEquals("web sees " + web.gateway(), inside.talk("127.0.0.1", port));
        assertEquals("web sees " + web.gateway(), inside.talk(web.address(), 8081));
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
        assertEquals("web sees " + web.gateway(), new Container(host, HOST, "host").talk("127.0.0.1", port));
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
        assertEquals(
                "driver failed programming external connectivity on endpoint two (two): "
                        + "Bind for 0.0.0.0:18080 failed: port is already allocated",
                failure.getMessage());
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
        assertEquals(web.address(), restored.places().getFirst().address());
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
        assertEquals("here sees " + here.gateway(), new Container(host, HOST, "host").talk(here.address(), 80));
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
        networks.create(NetworkPlan.of("extra"));
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
}
