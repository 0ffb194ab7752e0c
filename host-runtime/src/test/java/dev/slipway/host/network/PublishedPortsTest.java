package dev.slipway.host.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Published ports from everywhere: the host, its loopback address, containers, the world. */
class PublishedPortsTest extends NetworkCase {
    @Test
    void tcpAndUdpAreReachedFromTheHostFromContainersAndFromTheWorld() throws Exception {
        // Given
        networks.create(NetworkPlan.of("other"));
        Container web = container(
                "web", "bridge", new PortBinding(80, "tcp", "", 18200), new PortBinding(80, "udp", "", 18200));
        web.serve(80);
        web.serveDatagrams(80);
        web.attachment().publish();
        Container sibling = container("sibling", "bridge");
        Container stranger = container("stranger", "other");
        Container inside = new Container(host, HOST, "host");
        Container outside = new Container(world, WORLD, "world");
        String gateway = web.gateway();
        // Then
        assertEquals("web sees " + WORLD, outside.talk(HOST, 18200));
        assertEquals("web sees " + WORLD, outside.say(HOST, 18200));
        assertEquals("web sees " + HOST, inside.talk(HOST, 18200));
        assertEquals("web sees " + gateway, inside.talk("127.0.0.1", 18200));
        assertEquals("web sees " + gateway, inside.say("127.0.0.1", 18200));
        assertEquals("web sees " + gateway, sibling.talk(HOST, 18200));
        assertEquals("web sees " + gateway, sibling.talk(gateway, 18200));
        assertEquals("web sees " + gateway, web.talk(HOST, 18200));
        assertEquals("web sees " + stranger.address(), stranger.talk(HOST, 18200));
        assertEquals("web sees " + stranger.address(), stranger.say(HOST, 18200));
        assertEquals("unreachable", stranger.talk(web.address(), 80));
    }

    @Test
    void aTenantsContainerReachesNoPublishedPortOfTheHost() throws Exception {
        // Given
        Container web = container("web", "bridge", new PortBinding(80, "tcp", "", 18201));
        web.serve(80);
        web.attachment().publish();
        Container tenants = container("tenants", "t-1");
        // Then
        assertEquals("unreachable", tenants.talk(HOST, 18201));
        assertEquals("unreachable", tenants.talk(tenants.gateway(), 18201));
    }

    @Test
    void aRangeGivesTheFirstFreePort() throws Exception {
        // Given
        PortBinding range = new PortBinding(80, "tcp", "127.0.0.1", 18210, 18211);
        container("one", "bridge", range);
        // When
        container("two", "bridge", range);
        EngineException failure = assertThrows(EngineException.class, () -> container("three", "bridge", range));
        // Then
        assertEquals(18210, networks.published("one").getFirst().hostPort());
        assertEquals(18211, networks.published("two").getFirst().hostPort());
        assertEquals(ErrorKind.CONFLICT, failure.kind());
        assertTrue(
                failure.getMessage().endsWith("Bind for 127.0.0.1:18210-18211 failed: port is already allocated"),
                failure.getMessage());
    }

    @Test
    void anAddressThatIsNotTheHostsIsNamed() {
        // Given / When
        EngineException failure = assertThrows(
                EngineException.class,
                () -> container("one", "bridge", new PortBinding(80, "tcp", "198.51.100.7", 18220)));
        // Then
        assertEquals(ErrorKind.INVALID, failure.kind());
        assertTrue(failure.getMessage().contains("198.51.100.7"), failure.getMessage());
        assertEquals(List.of(), networks.published("one"));
    }
}
