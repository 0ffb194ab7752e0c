package dev.slipway.host.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Networks with IPv6 beside IPv4. */
class Ipv6NetworksTest extends NetworkCase {
    private static final Subnet6 LAN6 = Subnet6.parse("2001:db8:1::/64");
    private static final String HOST6 = "2001:db8:1::1";
    private static final String WORLD6 = "2001:db8:1::2";

    @Test
    void containersTalkWithinTheNetworkAndToTheWorldUnderTheHostsAddress() throws Exception {
        // Given
        addAddress6(LAN6);
        networks.create(new NetworkPlan("six", List.of(), true, false, Map.of(), Map.of()));
        Container one = container("one", "six");
        Container two = container("two", "six");
        Container outside = new Container(world, WORLD, "world");
        two.serve(80);
        outside.serve(80);
        two.attachment().publish();
        // When
        String six = Objects.requireNonNull(two.attachment().places().getFirst().address6());
        // Then
        assertTrue(six.startsWith("fd"), six);
        assertEquals("two sees " + full(one), one.talk(six, 80));
        assertEquals("world sees 2001:db8:1:0:0:0:0:1", one.talk(WORLD6, 80));
        assertEquals("world sees " + HOST, one.talk(WORLD, 80));
        assertEquals(six, one.lookUp6("two"));
        assertEquals("unreachable", outside.talk(six, 80));
    }

    private static String full(Container container) {
        return Ipv6.address(Ipv6.parse(Objects.requireNonNull(
                        container.attachment().places().getFirst().address6())))
                .getHostAddress();
    }

    @Test
    void publishedPortsAreReachedOverIpv6WithTheCallersAddress() throws Exception {
        // Given
        addAddress6(LAN6);
        networks.create(new NetworkPlan(
                "six",
                List.of(new NetworkPlan.Pool("fd00:77::/64", null, null, Map.of())),
                true,
                false,
                Map.of(),
                Map.of()));
        Container web = container(
                "web",
                "six",
                new PortBinding(80, "tcp", "", 18100),
                new PortBinding(80, "udp", "::", 18101),
                new PortBinding(80, "tcp", HOST6, 18102));
        web.serve(80);
        web.serveDatagrams(80);
        web.attachment().publish();
        Container outside = new Container(world, WORLD, "world");
        // Then
        assertEquals("web sees 2001:db8:1:0:0:0:0:2", outside.talk(HOST6, 18100));
        assertEquals("web sees " + WORLD, outside.talk(HOST, 18100));
        assertEquals("web sees 2001:db8:1:0:0:0:0:2", outside.say(HOST6, 18101));
        assertEquals("unreachable", outside.say(HOST, 18101));
        assertEquals("web sees 2001:db8:1:0:0:0:0:2", outside.talk(HOST6, 18102));
        assertEquals("unreachable", outside.talk(HOST, 18102));
    }

    @Test
    void chosenAddressesAreGivenAndGuarded() throws Exception {
        // Given
        networks.create(new NetworkPlan(
                "six",
                List.of(new NetworkPlan.Pool("fd00:77::/64", "fd00:77::ff", null, Map.of())),
                true,
                false,
                Map.of(),
                Map.of()));
        Endpoint chosen = new Endpoint("six", List.of("one"), null, "fd00:77:0::0042", null, 0, List.of());
        // When
        Container one = new Container(networks, "one", List.of(chosen));
        // Then
        assertEquals("fd00:77::42", one.attachment().places().getFirst().address6());
        assertEquals("fd00:77::ff", one.attachment().places().getFirst().gateway6());
        assertThrows(EngineException.class, () -> networks.attach("two", List.of(chosen), List.of()));
        networks.create(NetworkPlan.of("four"));
        EngineException failure = assertThrows(
                EngineException.class,
                () -> networks.attach(
                        "two",
                        List.of(new Endpoint("four", List.of(), null, "fd00:77::9", null, 0, List.of())),
                        List.of()));
        assertTrue(failure.getMessage().contains("has no IPv6"), failure.getMessage());
    }

    @Test
    void addressesAreWrittenShort() {
        for (String text :
                List.of("::", "::1", "fd00:77::42", "2001:db8::1:0:0:1", "1:2:3:4:5:6:7:8", "fe80::", "1:0:2::3")) {
            assertEquals(text, Ipv6.text(Ipv6.parse(text)));
        }
        assertEquals("1::2:0:3:0:0", Ipv6.text(Ipv6.parse("1:0:0:2:0:3:0:0")));
        for (String bad : List.of("", "1", "fd00::/64", "::g", "fe80::1%eth0", "::ffff:1.2.3.4", "example.org")) {
            assertThrows(IllegalArgumentException.class, () -> Ipv6.parse(bad), bad);
        }
    }
}
