package dev.slipway.host.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.host.base.EngineException;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pure parts: bytes, addresses, rules. */
class MessagesTest {
    @Test
    void writesWhatTheInsideAsksForByteByByte() {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "expected bytes are little-endian");
        // When
        List<String> requests = List.of(
                        InsideRequests.loopbackOnly().getFirst(),
                        InsideRequests.up(100),
                        InsideRequests.address(100, Subnet.parse("10.36.0.0/22"), Ipv4.parse("10.36.1.7")),
                        InsideRequests.defaultRoute(2, 100, Ipv4.bytes(Ipv4.parse("10.36.0.1"))))
                .stream()
                .map(HexFormat.of()::formatHex)
                .toList();
        // Then
        String header = "0500" + "00000000" + "00000000";
        String create = "0506" + "00000000" + "00000000";
        String replace = "0505" + "00000000" + "00000000";
        assertEquals(
                List.of(
                        "20000000" + "1000" + header + "00000000" + "01000000" + "01000000" + "01000000",
                        "20000000" + "1000" + header + "00000000" + "64000000" + "01000000" + "01000000",
                        "30000000" + "1400" + create + "02160000" + "64000000" + "08000200" + "0a240107" + "08000100"
                                + "0a240107" + "08000400" + "0a2403ff",
                        "2c000000" + "1800" + replace + "02000000" + "fe040001" + "00000000" + "08000500" + "0a240001"
                                + "08000400" + "64000000"),
                requests);
    }

    @Test
    void padsAttributesAndCountsNestedOnes() {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "expected bytes are little-endian");
        // When
        NetlinkMessage message = NetlinkMessage.change(NetlinkMessage.NEWLINK);
        message.nested(18, () -> message.attribute(1, "veth").nested(2, () -> message.attribute(3, 7)));
        // Then
        assertEquals(
                "2c000000" + "1000" + "0500" + "00000000" + "00000000" + "1c001280" + "09000100" + "76657468"
                        + "00000000" + "0c000280" + "08000300" + "07000000",
                HexFormat.of().formatHex(message.bytes()));
    }

    @Test
    void readsAndWritesAddresses() {
        assertEquals(0x0a240107, Ipv4.parse("10.36.1.7"));
        assertEquals("255.0.10.200", Ipv4.text(Ipv4.parse("255.0.10.200")));
        assertEquals("02:73:0a:24:01:07", Ipv4.macText(0x0a240107));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0", "10.0.0.256", "10.0.0.1 ", "a.b.c.d", "::1"})
    void refusesWhatIsNoAddress(String text) {
        assertThrows(IllegalArgumentException.class, () -> Ipv4.parse(text));
    }

    @Test
    void knowsASubnetsEdges() {
        Subnet subnet = Subnet.parse("10.36.1.9/24");
        assertEquals("10.36.1.0/24", subnet.toString());
        assertEquals("10.36.1.1", Ipv4.text(subnet.gateway()));
        assertEquals("10.36.1.2", Ipv4.text(subnet.first()));
        assertEquals("10.36.1.254", Ipv4.text(subnet.last()));
        assertTrue(subnet.overlaps(Subnet.parse("10.0.0.0/8")));
        assertTrue(Subnet.parse("10.0.0.0/8").overlaps(subnet));
        assertFalse(subnet.overlaps(Subnet.parse("10.36.2.0/24")));
    }

    @Test
    void cutsSlabsIntoBlocksThatNeverMeet() {
        // When
        Set<String> spaces = new HashSet<>();
        for (int slab = 1; slab <= 60; slab++) {
            spaces.add(new AddressSpace(slab).all().toString());
        }
        // Then
        assertEquals(60, spaces.size());
        assertEquals("10.4.0.0/14", new AddressSpace(1).all().toString());
        assertEquals("10.240.0.0/14", new AddressSpace(60).all().toString());
        assertEquals(
                "10.4.1.0/24",
                new AddressSpace(1)
                        .free(false, List.of(Subnet.parse("10.4.0.0/24")))
                        .toString());
        assertThrows(EngineException.class, () -> new AddressSpace(1).free(false, List.of(Subnet.parse("10.0.0.0/8"))));
    }

    @Test
    void letsAnAddressRestBeforeItIsGivenOutAgain() {
        // Given
        Subnet subnet = Subnet.parse("10.4.0.0/29");
        Addresses addresses = new Addresses(subnet, subnet, Set.of(subnet.gateway()));
        int first = addresses.take("x");
        addresses.free(first);
        // When
        Set<Integer> later = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            later.add(addresses.take("x"));
        }
        // Then
        assertFalse(later.contains(first));
        assertEquals(first, addresses.take("x"));
        assertEquals(
                "no available IPv4 addresses on this network's address pools: all of network 'x', 10.4.0.0/29, are in use;"
                        + " remove containers or make a network with a larger subnet",
                assertThrows(EngineException.class, () -> addresses.take("x")).getMessage());
    }

    @Test
    void turnsALeaseIntoMapElements() {
        // Given
        Lease lease = new Lease(
                "c",
                "bridge",
                "10.4.0.5",
                List.of(),
                List.of(new PortBinding(80, "tcp", "", 8080), new PortBinding(53, "udp", "127.0.0.1", 5353)),
                0,
                null,
                null,
                0,
                null);
        // Then
        assertEquals("""
                add element inet slipway_my_engine published { tcp . 8080 : 10.4.0.5 . 80 }
                add element inet slipway_my_engine published_at { 127.0.0.1 . udp . 5353 : 10.4.0.5 . 53 }
                """, new Ruleset("my-engine", 1).publish(lease));
    }
}
