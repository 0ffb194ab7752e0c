package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * Testcontainers for Java, which finds the shared engine by {@code DOCKER_HOST}. Its reaper is switched off by the variable
 * it documents for that: its image is in a registry on the internet.
 */
@ExtendWith(OnEngine.class)
class TestcontainersTest {
    private static final DockerImageName BUSYBOX = DockerImageName.parse("busybox");
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void aServiceIsStartedAskedAndStopped(SharedEngine shared) throws Exception {
        String id;
        // Given
        try (GenericContainer<?> server = new GenericContainer<>(BUSYBOX)
                        .withCommand("httpd", "-f", "-v", "-p", "8080", "-h", "/www")
                        .withCopyToContainer(Transferable.of("page\n"), "/www/index.html")
                        .withEnv("COLOUR", "red")
                        .withExposedPorts(8080)
                        .waitingFor(Wait.forHttp("/").forStatusCode(200).withStartupTimeout(SOON));
                HttpClient client = HttpClient.newHttpClient()) {
            server.start();
            id = server.getContainerId();
            // When
            URI address = URI.create("http://" + server.getHost() + ":" + server.getMappedPort(8080) + "/");
            HttpResponse<String> page =
                    client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
            var inside = server.execInContainer("sh", "-c", "echo $COLOUR; exit 5");
            // Then
            assertEquals("page\n", page.body());
            assertEquals("red\n", inside.getStdout());
            assertEquals(5, inside.getExitCode());
            assertTrue(server.getLogs().contains("response:200"), server.getLogs());
            assertTrue(server.isRunning());
            assertEquals(
                    "page\n",
                    server.copyFileFromContainer(
                            "/www/index.html", in -> new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        }
        assertFalse(shared.engine().docker("ps", "-aq", "--no-trunc").out().contains(id));
    }

    @Test
    void servicesFindEachOtherInANetworkOfTheirOwn(SharedEngine shared) throws Exception {
        // Given
        try (Network network = Network.newNetwork();
                GenericContainer<?> server = new GenericContainer<>(BUSYBOX)
                        .withNetwork(network)
                        .withNetworkAliases("pages")
                        .withCommand("sh", "-c", "echo ready; exec httpd -f -p 80 -h /etc")
                        .waitingFor(Wait.forLogMessage("ready\\n", 1).withStartupTimeout(SOON));
                GenericContainer<?> client =
                        new GenericContainer<>(BUSYBOX).withNetwork(network).withCommand("sleep", "1000")) {
            server.start();
            client.start();
            // When
            var asked = client.execInContainer("sh", "-c", "until wget -qO- http://pages/group; do sleep 0.1; done");
            // Then
            assertTrue(asked.getStdout().contains("nogroup"), asked.getStdout());
        }
        assertEquals(
                "",
                shared.engine()
                        .docker("network", "ls", "-q", "--filter", "type=custom")
                        .text());
    }
}
