package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks as people use them, with the real docker command. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkCliTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String SERVE = "echo hello > /tmp/index.html; exec httpd -f -p 80 -h /tmp";
    private static final String ECHO = "my $s = IO::Socket::INET->new(Proto => 'udp', LocalPort => 7) or die; my $b;"
            + " while (my $from = $s->recv($b, 512)) { $s->send($b, 0, $from); }";
    private static final String ADDRESSES = "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}";

    private EngineProcess engine;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        engine = new EngineProcess("netcli");
        Path archive = Files.copy(
                Busybox.tar(folder), Files.createTempDirectory("busybox").resolve("busybox.tar"));
        docker("import", "-c", "CMD [\"sh\"]", "-c", "ENV PATH=/bin", archive.toString(), "busybox")
                .succeeded();
        Files.delete(archive);
        Files.delete(archive.getParent());
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @AfterEach
    void removeContainersAndNetworks() {
        String all = docker("ps", "-aq").succeeded().text();
        for (String id : all.isEmpty() ? List.<String>of() : List.of(all.split("\n"))) {
            docker("rm", "-f", id);
        }
        docker("network", "prune", "-f").succeeded();
    }

    private Command docker(String... words) {
        return engine.docker(words);
    }

    /** A web server in the background that answers hello. */
    private void serve(String name, String... options) {
        String[] words = new String[options.length + 7];
        System.arraycopy(new String[] {"run", "-d", "--name", name}, 0, words, 0, 4);
        System.arraycopy(options, 0, words, 4, options.length);
        System.arraycopy(new String[] {"busybox", "sh", "-c"}, 0, words, 4 + options.length, 3);
        String[] all = java.util.Arrays.copyOf(words, words.length + 1);
        all[words.length] = SERVE;
        docker(all).succeeded();
        Await.until(
                name + " serves",
                SOON,
                () -> docker("exec", name, "wget", "-qO-", "http://127.0.0.1").text(),
                "hello"::equals);
    }

    private String get(String network, String url) {
        return docker("run", "--rm", "--network", network, "busybox", "wget", "-qO-", url)
                .text();
    }

    private static String curl(String url) {
        return Command.run("curl", "-s", "-m", "5", url).text();
    }

    @Test
    void aNetworkShowsWhatWasWishedOfIt() {
        // Given
        docker(
                        "network",
                        "create",
                        "--subnet=172.27.0.0/16",
                        "--ip-range=172.27.5.0/24",
                        "--gateway=172.27.0.254",
                        "--aux-address=router=172.27.5.0",
                        "--subnet=fd00:27::/64",
                        "--ipv6",
                        "--internal",
                        "--label=team=blue",
                        "-o",
                        "com.docker.network.driver.mtu=1400",
                        "wished")
                .succeeded();
        // When
        String shown = docker(
                        "network",
                        "inspect",
                        "wished",
                        "-f",
                        "{{.Driver}} {{.Internal}} {{.EnableIPv6}} {{json .IPAM.Config}} {{json .Labels}} {{json .Options}}")
                .succeeded()
                .text();
        // Then
        assertEquals(
                "bridge true true [{\"Subnet\":\"172.27.0.0/16\",\"IPRange\":\"172.27.5.0/24\",\"Gateway\":\"172.27.0.254\","
                        + "\"AuxiliaryAddresses\":{\"router\":\"172.27.5.0\"}},{\"Subnet\":\"fd00:27::/64\","
                        + "\"Gateway\":\"fd00:27::1\"}] {\"team\":\"blue\"} {\"com.docker.network.driver.mtu\":\"1400\"}",
                shown.replace(
                        "\"Gateway\":\"fd00:27::1\",\"Subnet\":\"fd00:27::/64\"",
                        "\"Subnet\":\"fd00:27::/64\",\"Gateway\":\"fd00:27::1\""));
        assertEquals(
                "172.27.5.1",
                docker("run", "--rm", "--network", "wished", "busybox", "hostname", "-i")
                        .text()
                        .split(" ")[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "name=web, web-a web-b",
        "label=tier, web-a",
        "label=tier=front, web-a",
        "label=tier=back, ''",
        "driver=null, none",
        "type=builtin, bridge host none",
        "dangling=true, web-a web-b"
    })
    void aListIsFiltered(String filter, String expected) {
        // Given
        docker("network", "create", "--label", "tier=front", "web-a").succeeded();
        docker("network", "create", "web-b").succeeded();
        // When
        String names = docker("network", "ls", "--filter", filter, "--format", "{{.Name}}")
                .succeeded()
                .text();
        // Then
        assertEquals(expected, String.join(" ", names.split("\n")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "-d overlay x | network driver 'overlay' is not supported by this engine: use bridge",
                "-d macvlan x | network driver 'macvlan' is not supported by this engine: use bridge",
                "-o parent=eth0 x | network option 'parent' is not supported by this engine: leave it out",
                "--subnet=127.0.0.0/8 x | Pool overlaps with other one on this address space",
                "--subnet=172.27.0.0/33 x | invalid subnet '172.27.0.0/33'",
                "--subnet=172.27.0.0/16 --gateway=172.28.0.1 x | no matching subnet for gateway 172.28.0.1",
                "bridge | operation is not permitted on predefined bridge network",
                "t-1 | networks of that form belong to tenants",
                "--ingress x | 'Ingress' is not supported",
            })
    void whatCannotBeIsRefusedByName(String words, String message) {
        // Given / When
        Command create = docker(("network create " + words).split(" "));
        // Then
        assertFalse(create.exitCode() == 0);
        assertTrue(create.err().contains(message), create.err());
    }

    @Test
    void namesAndAliasesLeadToContainersOfTheSameNetworkOnly() {
        // Given
        docker("network", "create", "front").succeeded();
        docker("network", "create", "--ipv6", "back").succeeded();
        serve("db", "--network", "back", "--network-alias", "store");
        // Then
        for (String name : List.of("db", "store", "db.back", docker("ps", "-q").text())) {
            assertEquals("hello", get("back", "http://" + name), name);
        }
        assertEquals("", get("front", "http://db"));
        String address = docker("inspect", "-f", ADDRESSES, "db").text().strip();
        String lookup = docker("run", "--rm", "--network", "back", "busybox", "nslookup", address)
                .out();
        assertTrue(lookup.contains("name = db.back"), lookup);
        assertEquals("", get("front", "http://" + address));
        String six = docker("run", "--rm", "--network", "back", "busybox", "nslookup", "-type=aaaa", "db")
                .out();
        assertTrue(six.contains("Address: fd"), six);
    }

    @Test
    void aRunningContainerChangesItsNetworksAndKeepsThemOverARestartOfTheEngine() {
        // Given
        docker("network", "create", "front").succeeded();
        docker("network", "create", "--subnet", "172.27.0.0/16", "back").succeeded();
        serve("web", "--network", "front");
        assertEquals("", get("back", "http://web"));
        // When
        docker("network", "connect", "--ip", "172.27.3.3", "--alias", "www", "back", "web")
                .succeeded();
        // Then
        assertEquals("hello", get("back", "http://www"));
        assertTrue(docker("inspect", "-f", ADDRESSES, "web").text().contains("172.27.3.3"));
        assertTrue(docker("network", "inspect", "back").out().contains("172.27.3.3/16"));
        // When
        engine.killAndRestart();
        // Then
        assertEquals("hello", get("back", "http://www"));
        assertEquals("hello", get("front", "http://web"));
        assertTrue(docker("network", "rm", "back").err().contains("has active endpoints"));
        // When
        docker("network", "disconnect", "back", "web").succeeded();
        // Then
        assertEquals("", get("back", "http://www"));
        docker("network", "rm", "back").succeeded();
        assertEquals("hello", get("front", "http://web"));
        // When: it stops, its networks stay its own
        docker("stop", "-t", "0", "web").succeeded();
        docker("network", "create", "later").succeeded();
        docker("network", "connect", "later", "web").succeeded();
        docker("start", "web").succeeded();
        // Then
        assertEquals(2, docker("inspect", "-f", ADDRESSES, "web").text().split(" ").length);
    }

    @Test
    void chosenAddressesAreGivenAndClashesAreNamed() {
        // Given
        docker("network", "create", "--subnet=172.27.0.0/16", "--subnet=fd00:27::/64", "--ipv6", "chosen")
                .succeeded();
        // When
        String shown = docker(
                        "run",
                        "--rm",
                        "--network=chosen",
                        "--ip=172.27.9.9",
                        "--ip6=fd00:27::99",
                        "--mac-address=02:00:00:00:00:99",
                        "busybox",
                        "ip",
                        "addr",
                        "show",
                        "eth0")
                .succeeded()
                .out();
        // Then
        for (String part : List.of("172.27.9.9/16", "fd00:27::99/64", "02:00:00:00:00:99")) {
            assertTrue(shown.contains(part), shown);
        }
        docker("run", "-d", "--network=chosen", "--ip=172.27.9.9", "busybox", "sleep", "60")
                .succeeded();
        Command clash = docker("run", "--rm", "--network=chosen", "--ip=172.27.9.9", "busybox", "true");
        assertEquals(125, clash.exitCode());
        assertTrue(clash.err().contains("Address already in use"), clash.err());
        Command outside = docker("run", "--rm", "--network=chosen", "--ip=10.1.1.1", "busybox", "true");
        assertTrue(outside.err().contains("no configured subnet contains IP address 10.1.1.1"), outside.err());
        Command links = docker("network", "connect", "--link", "a:b", "chosen", "nobody");
        assertTrue(links.err().contains("links are not supported by this engine"), links.err());
    }

    @Test
    void aPublishedPortIsReachedFromEverywhere() {
        // Given
        docker("network", "create", "--ipv6", "front").succeeded();
        serve("web", "--network", "front", "-p", "80", "-p", "127.0.0.1:18701-18702:80");
        serve("other", "-p", "127.0.0.1:18701-18702:80");
        // When
        String published = docker("port", "web", "80").succeeded().out();
        String port = published.lines().findFirst().orElseThrow().replaceAll(".*:", "");
        String gateway = docker("network", "inspect", "front", "-f", "{{(index .IPAM.Config 0).Gateway}}")
                .text();
        // Then
        assertTrue(published.contains("0.0.0.0:" + port) && published.contains("[::]:" + port), published);
        assertEquals("127.0.0.1:18702", docker("port", "other", "80").text());
        for (String host : List.of("127.0.0.1", "[::1]", "localhost", gateway)) {
            assertEquals("hello", curl("http://" + host + ":" + port + "/"), host);
        }
        assertEquals("hello", curl("http://127.0.0.1:18701/"));
        assertEquals("hello", get("front", "http://" + gateway + ":" + port));
        assertEquals("hello", get("bridge", "http://" + gateway + ":" + port));
        Command clash = docker("run", "--rm", "-p", port + ":80", "busybox", "true");
        assertEquals(125, clash.exitCode());
        assertTrue(
                clash.err().contains("Bind for 0.0.0.0:" + port + " failed: port is already allocated"), clash.err());
        assertTrue(clash.err().contains("driver failed programming external connectivity on endpoint"), clash.err());
    }

    @Test
    void udpIsPublishedOnBothFamilies() {
        // Given
        serve("echo", "-p", "18710:7/udp");
        long pid = Long.parseLong(
                docker("inspect", "-f", "{{.State.Pid}}", "echo").succeeded().text());
        Process server;
        try {
            server = new ProcessBuilder(
                            "nsenter", "-t", Long.toString(pid), "--net", "perl", "-MIO::Socket::INET", "-e", ECHO)
                    .start();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        // Then
        try {
            for (String host : List.of("127.0.0.1", "::1")) {
                Await.until(
                        "an echo from " + host,
                        SOON,
                        () -> Command.run(
                                        "bash",
                                        "-c",
                                        "exec 3<>/dev/udp/" + host + "/18710; echo ping >&3; timeout 1 head -n1 <&3")
                                .text(),
                        "ping"::equals);
            }
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void namesAndHostsAreAsTheCallerWants() {
        // Given / When
        String hosts = docker(
                        "run",
                        "--rm",
                        "--add-host=gate:host-gateway",
                        "--add-host=six:fd00::1",
                        "busybox",
                        "cat",
                        "/etc/hosts")
                .succeeded()
                .out();
        String resolv = docker(
                        "run",
                        "--rm",
                        "--dns=192.0.2.53",
                        "--dns-search=example.org",
                        "--dns-option=timeout:1",
                        "busybox",
                        "cat",
                        "/etc/resolv.conf")
                .succeeded()
                .out();
        // Then
        String gateway = docker("network", "inspect", "bridge", "-f", "{{(index .IPAM.Config 0).Gateway}}")
                .text();
        assertTrue(hosts.contains(gateway + "\tgate\n") && hosts.contains("fd00::1\tsix\n"), hosts);
        assertEquals("nameserver 192.0.2.53\nsearch example.org\noptions timeout:1 ndots:0\n", resolv);
        Command bad = docker("run", "--rm", "--dns-option=a\nb", "busybox", "true");
        assertEquals(125, bad.exitCode(), bad.err());
    }

    @Test
    void containersMayShareTheHostsNetworkAnothersOrNone() {
        // Given
        serve("web");
        // Then
        assertEquals(
                "hello",
                docker("run", "--rm", "--network=container:web", "busybox", "wget", "-qO-", "http://127.0.0.1")
                        .text());
        assertEquals(
                "lo",
                docker("run", "--rm", "--network=none", "busybox", "ls", "/sys/class/net")
                        .text());
        String links = docker("run", "--rm", "--network=host", "busybox", "cat", "/proc/net/dev")
                .out();
        assertTrue(links.contains("sw"), links);
        Command connect = docker("network", "connect", "none", "web");
        assertTrue(connect.err().contains("private (none) mode"), connect.err());
    }

    @Test
    void networksSayWhatHappensToThem() {
        // Given
        docker("network", "create", "told").succeeded();
        docker("run", "--rm", "--network", "told", "busybox", "true").succeeded();
        docker("network", "rm", "told").succeeded();
        // Then
        Await.until(
                "all four are told",
                SOON,
                () -> docker(
                                "events",
                                "--since=1m",
                                "--until=0s",
                                "--filter=type=network",
                                "--filter=network=told",
                                "--format={{.Action}}")
                        .succeeded()
                        .text()
                        .replace('\n', ' '),
                "create connect disconnect destroy"::equals);
    }
}
