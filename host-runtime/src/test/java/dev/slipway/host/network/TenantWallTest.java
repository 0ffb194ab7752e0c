package dev.slipway.host.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** S22: from a tenant's container, every address that is somebody's inside is out of reach; its own network and the world are not. */
class TenantWallTest extends NetworkCase {
    private static final List<String> ELSEWHERE =
            List.of("192.168.7.2", "172.20.0.2", "100.64.0.2", "198.18.0.2", "169.254.169.254", "169.254.7.2");

    private static final List<String> ELSEWHERE6 = List.of("fd00:ec2::254", "fd12::2", "64:ff9b::a00:2");

    @Test
    void onlyItsOwnNetworkAndTheWorldAreWithinReach() throws Exception {
        // Given: two tenants, an operator's network of both families, services on every address around
        Container one = container("one", "t-1");
        Container friend = container("friend", "t-1");
        Container stranger = container("stranger", "t-2");
        networks.create(new NetworkPlan("ops", List.of(), true, false, Map.of(), Map.of()));
        Container operators = container("ops", "ops", new PortBinding(80, "tcp", "", 18300));
        for (Container server : List.of(friend, stranger, operators)) {
            server.serve(80);
            server.attachment().publish();
        }
        Container inside = new Container(host, HOST, "host");
        inside.serve(8080);
        Container outside = new Container(world, WORLD, "world");
        outside.serve(80);
        for (String address : ELSEWHERE) {
            addAddress(address.substring(0, address.lastIndexOf('.')) + ".0/24", address);
        }
        // Then
        assertEquals("friend sees " + one.address(), one.talk(friend.address(), 80));
        assertEquals("world sees " + HOST, one.talk(WORLD, 80));
        List<String> reached = new ArrayList<>();
        List<String> others = new ArrayList<>(ELSEWHERE);
        others.addAll(List.of(stranger.address(), operators.address(), operators.gateway(), stranger.gateway()));
        for (String address : others) {
            note(one, address, 80, reached);
        }
        for (String host : List.of(one.gateway(), HOST, "127.0.0.1", operators.gateway())) {
            note(one, host, 8080, reached);
            note(one, host, 18300, reached);
        }
        assertEquals(List.of(), reached);
        assertEquals("unknown", one.lookUp("stranger"));
        assertEquals("unknown", one.lookUp("ops"));
        assertEquals("unknown", one.lookUp("stranger.t-2"));
    }

    @Test
    void metadataAndPrivateAddressesOfIpv6AreOutOfReach() throws Exception {
        // Given: what a tenant's network with IPv6 would be
        for (String address : ELSEWHERE6) {
            addAddress6(new Subnet6(Ipv6.parse(address), 112), Ipv6.parse(address));
        }
        addAddress6(Subnet6.parse("2001:db8:1::/64"));
        Container outside = new Container(world, WORLD, "world");
        outside.serve(80);
        new Container(host, HOST, "host").serve(8080);
        networks.create(new NetworkPlan("t-3", List.of(), true, false, Map.of(), Map.of()));
        networks.create(new NetworkPlan("ops", List.of(), true, false, Map.of(), Map.of()));
        Container one = container("one", "t-3");
        Container operators = container("ops", "ops");
        operators.serve(80);
        // Then
        assertEquals("world sees 2001:db8:1:0:0:0:0:1", one.talk("2001:db8:1::2", 80));
        List<String> reached = new ArrayList<>();
        for (String address : ELSEWHERE6) {
            note(one, address, 80, reached);
        }
        Place place = one.attachment().places().getFirst();
        note(
                one,
                Objects.requireNonNull(
                        operators.attachment().places().getFirst().address6()),
                80,
                reached);
        note(one, place.gateway6(), 8080, reached);
        note(one, "2001:db8:1::1", 8080, reached);
        note(one, linkLocalOfTheBridge(one) + "%eth0", 8080, reached);
        assertEquals(List.of(), reached);
        assertEquals("world sees fd12:0:0:0:0:0:0:1", operators.talk("fd12::2", 80));
        assertEquals("unreachable", operators.talk("fd00:ec2::254", 80));
    }

    private static void note(Container from, String address, int port, List<String> reached) {
        String answer = from.talk(address, port);
        if (!answer.equals("unreachable")) {
            reached.add(address + " port " + port + ": " + answer);
        }
    }

    /** By EUI-64 from the bridge's hardware address (RFC 4291, appendix A). */
    private static String linkLocalOfTheBridge(Container container) {
        byte[] mac = Ipv4.mac(Ipv4.parse(container.gateway()));
        return "fe80::%02x%02x:%02xff:fe%02x:%02x%02x".formatted(mac[0] ^ 2, mac[1], mac[2], mac[3], mac[4], mac[5]);
    }
}
