package dev.slipway.host.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Networks that people make, with what they wish of them, and containers in more than one. */
class SeveralNetworksTest extends NetworkCase {
    @Test
    void aRunningContainerJoinsAndLeavesANetwork() throws Exception {
        // Given
        networks.create(NetworkPlan.of("front"));
        networks.create(NetworkPlan.of("back"));
        Container web = container("web", "front");
        Container db = container("db", "back");
        db.attachment().publish();
        web.attachment().publish();
        db.serve(5432);
        assertEquals("unreachable", web.talk(db.address(), 5432));
        assertEquals("unknown", web.lookUp("db"));
        // When
        Place place = web.attachment().join(web.pid(), Endpoint.of("back", List.of("web", "alias")));
        // Then
        assertEquals("eth1", place.device());
        assertEquals("db sees " + place.address(), web.talk(db.address(), 5432));
        assertEquals(db.address(), web.lookUp("db"));
        assertEquals(db.address(), web.lookUp("db.back"));
        assertEquals(place.address(), db.lookUp("alias"));
        assertEquals(2, networks.places("web").size());
        // When
        web.attachment().leave(web.pid(), "back");
        // Then
        assertEquals("unreachable", web.talk(db.address(), 5432));
        assertEquals("unknown", web.lookUp("db"));
        assertEquals("unknown", db.lookUp("alias"));
        assertEquals(1, networks.places("web").size());
        assertEquals(
                ErrorKind.CONFLICT,
                assertThrows(EngineException.class, () -> web.attachment().leave(web.pid(), "back"))
                        .kind());
    }

    @Test
    void theWayOutAndPublishedPortsMoveToTheNetworkThatIsLeft() throws Exception {
        // Given
        networks.create(NetworkPlan.of("a"));
        networks.create(NetworkPlan.of("b"));
        Container web = container("web", "a", new PortBinding(8080, "tcp", "", 18090));
        web.serve(8080);
        web.attachment().publish();
        Container outside = new Container(world, WORLD, "world");
        outside.serve(80);
        web.attachment().join(web.pid(), Endpoint.of("b", List.of("web")));
        // When
        web.attachment().leave(web.pid(), "a");
        // Then
        assertEquals("world sees " + HOST, web.talk(WORLD, 80));
        assertEquals("web sees " + WORLD, outside.talk(HOST, 18090));
        // When
        web.attachment().leave(web.pid(), "b");
        // Then
        assertEquals("unreachable", web.talk(WORLD, 80));
        assertEquals("unreachable", outside.talk(HOST, 18090));
        // When
        web.attachment().join(web.pid(), Endpoint.of("a", List.of("web")));
        // Then
        assertEquals("web sees " + WORLD, outside.talk(HOST, 18090));
    }

    @Test
    void aRestartedEngineKnowsAllPlacesOfAContainer() throws Exception {
        // Given
        networks.create(NetworkPlan.of("front"));
        networks.create(NetworkPlan.of("back"));
        Container web = new Container(
                networks,
                "web",
                List.of(Endpoint.of("front", List.of("web")), Endpoint.of("back", List.of("web", "other"))));
        web.attachment().publish();
        networks.close();
        // When
        networks = engine();
        Attachment restored = networks.restore("web").orElseThrow();
        networks.sweep(Set.of("web"));
        // Then
        assertEquals(web.attachment().places(), restored.places());
        Container db = container("db", "back");
        assertEquals(web.place("back").address(), db.lookUp("other"));
        assertEquals("unreachable", db.talk(web.place("front").address(), 80));
    }

    @Test
    void nothingLeavesAnInternalNetworkAndNothingComesIn() throws Exception {
        // Given
        networks.create(new NetworkPlan("inside", List.of(), false, true, Map.of(), Map.of()));
        Container one = container("one", "inside", new PortBinding(80, "tcp", "", 18091));
        Container two = container("two", "inside");
        Container outside = new Container(world, WORLD, "world");
        outside.serve(80);
        two.serve(80);
        one.serve(80);
        one.attachment().publish();
        // Then
        assertEquals("two sees " + one.address(), one.talk(two.address(), 80));
        assertEquals("unreachable", one.talk(WORLD, 80));
        assertEquals("unreachable", outside.talk(HOST, 18091));
        assertEquals(List.of(), networks.published("one"));
        assertEquals("", one.gateway());
        assertEquals("unknown", one.lookUp("two"));
        two.attachment().publish();
        assertEquals(two.address(), one.lookUp("two"));
    }

    @Test
    void containersOfANetworkWithoutCommunicationDoNotReachEachOther() throws Exception {
        // Given
        networks.create(plan("apart", Map.of("com.docker.network.bridge.enable_icc", "false")));
        Container one = container("one", "apart");
        Container two = container("two", "apart");
        Container outside = new Container(world, WORLD, "world");
        outside.serve(80);
        two.serve(80);
        // Then
        assertEquals("unreachable", one.talk(two.address(), 80));
        assertEquals("world sees " + HOST, one.talk(WORLD, 80));
        // When: it sends by way of the gateway instead
        one.send(List.of(routeTo(new Subnet(Ipv4.parse(two.address()), 32), one.gateway())));
        // Then
        assertEquals("unreachable", one.talk(two.address(), 80));
    }

    @Test
    void wishesOfANetworkAreKept() throws Exception {
        // Given
        networks.create(new NetworkPlan(
                "wished",
                List.of(new NetworkPlan.Pool(
                        "192.168.77.0/24", "192.168.77.254", "192.168.77.16/29", Map.of("printer", "192.168.77.17"))),
                false,
                false,
                Map.of("team", "blue"),
                Map.of("com.docker.network.bridge.name", "wished0", "com.docker.network.driver.mtu", "1400")));
        // When
        Container one = container("one", "wished");
        Container two = container("two", "wished");
        Container chosen = new Container(
                networks,
                "chosen",
                List.of(new Endpoint(
                        "wished", List.of("chosen"), "192.168.77.99", null, "02:00:00:00:00:77", 0, List.of())));
        // Then
        assertEquals("192.168.77.16", one.address());
        assertEquals("192.168.77.18", two.address());
        assertEquals("192.168.77.99", chosen.address());
        assertEquals("02:00:00:00:00:77", chosen.read("/sys/class/net/eth0/address"));
        assertEquals("1400", one.read("/sys/class/net/eth0/mtu"));
        assertTrue(hostLinks.list().containsKey("wished0"));
        Container outside = new Container(world, WORLD, "world");
        outside.serve(80);
        assertEquals("world sees " + HOST, one.talk(WORLD, 80));
        two.serve(80);
        assertEquals("two sees 192.168.77.16", one.talk("192.168.77.18", 80));
        assertEquals(
                "Address already in use: 192.168.77.99 in network 'wished'; choose another one",
                failure("more", "192.168.77.99"));
        assertTrue(failure("more", "192.168.78.1").contains("no configured subnet contains IP address 192.168.78.1"));
        // When
        networks.close();
        networks = engine();
        networks.down();
        // Then
        assertEquals(Set.of("lo", "lan"), withoutWorld(hostLinks.list().keySet()));
    }

    private String failure(String id, String address) {
        return assertThrows(
                        EngineException.class,
                        () -> networks.attach(
                                id,
                                List.of(new Endpoint("wished", List.of(id), address, null, null, 0, List.of())),
                                List.of()))
                .getMessage();
    }

    @Test
    void aSubnetThatIsInUseIsRefused() throws IOException {
        // Given
        networks.create(subnet("one", "172.30.0.0/16"));
        addAddress("172.31.5.0/24", "172.31.5.2");
        // When / Then
        for (String taken : List.of("172.30.4.0/24", "172.16.0.0/12", "172.31.0.0/16")) {
            EngineException failure = assertThrows(EngineException.class, () -> networks.create(subnet("two", taken)));
            assertEquals(ErrorKind.FORBIDDEN, failure.kind());
            assertTrue(
                    failure.getMessage().contains("Pool overlaps with other one on this address space"),
                    failure.getMessage());
        }
        assertEquals(
                "172.29.0.0/16", networks.create(subnet("two", "172.29.0.0/16")).subnet());
    }

    @Test
    void malformedWishesAreRefusedBeforeAnythingIsMade() {
        // Given
        List<NetworkPlan> plans = List.of(
                subnet("n", "172.30.0.0"),
                subnet("n", "172.30.0/16"),
                subnet("n", "172.30.0.0/31"),
                subnet("n", "fd00::/64"),
                plan("n", Map.of("com.docker.network.driver.mtu", "12")),
                plan("n", Map.of("com.docker.network.bridge.name", "a/b")),
                plan("n", Map.of("com.docker.network.bridge.enable_icc", "perhaps")),
                plan("n", Map.of("parent", "eth0")),
                new NetworkPlan(
                        "n",
                        List.of(new NetworkPlan.Pool("172.30.0.0/16", "172.31.0.1", null, Map.of())),
                        false,
                        false,
                        Map.of(),
                        Map.of()),
                new NetworkPlan(
                        "n",
                        List.of(new NetworkPlan.Pool("172.30.0.0/16", null, "172.31.0.0/24", Map.of())),
                        false,
                        false,
                        Map.of(),
                        Map.of()));
        for (NetworkPlan plan : plans) {
            // When / Then
            EngineException failure = assertThrows(EngineException.class, () -> networks.create(plan), plan.toString());
            assertEquals(ErrorKind.INVALID, failure.kind(), plan.toString());
        }
        assertEquals(List.of(), networks.list());
    }

    @Test
    void aFullNetworkSaysSo() throws Exception {
        // Given
        networks.create(subnet("small", "172.30.0.0/30"));
        container("one", "small");
        // When
        EngineException failure = assertThrows(EngineException.class, () -> container("two", "small"));
        // Then
        assertEquals(ErrorKind.UNAVAILABLE, failure.kind());
        assertTrue(
                failure.getMessage().startsWith("no available IPv4 addresses on this network's address pools"),
                failure.getMessage());
    }

    private static NetworkPlan subnet(String name, String subnet) {
        return new NetworkPlan(
                name, List.of(new NetworkPlan.Pool(subnet, null, null, Map.of())), false, false, Map.of(), Map.of());
    }

    private static NetworkPlan plan(String name, Map<String, String> options) {
        return new NetworkPlan(name, List.of(), false, false, Map.of(), options);
    }
}
