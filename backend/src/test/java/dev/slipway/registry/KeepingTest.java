package dev.slipway.registry;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.platform.Rows;
import dev.slipway.registry.RegistryClient.Reply;
import dev.slipway.support.Api;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import dev.slipway.tenancy.Team;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the registry keeps, for how long, and how much of it. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class KeepingTest {

    private static final byte[] CONTENT = RegistryClient.bytes("some content");
    private static final String DIGEST = RegistryClient.digest(CONTENT);

    @TestHTTPResource("/")
    URI base;

    @Inject
    People people;

    @Inject
    Rows rows;

    @Inject
    BlobFiles files;

    @Inject
    Uploads uploads;

    @Inject
    RegistryConfig config;

    @Inject
    Clock clock;

    private People.Person owner;
    private RegistryClient client;
    private String repository;
    private Api api;

    @BeforeEach
    void aTeam() {
        owner = people.owner();
        String slug = QuarkusTransaction.requiringNew().call(() -> Team.<Team>findById(owner.teamId()).slug);
        client = RegistryClient.basic(base, owner.token());
        repository = slug + "/image";
        api = new Api(owner.token());
    }

    /** The collector as it will be after a time. */
    private Collector after(Duration time) {
        return new Collector(rows, files, uploads, config, Clock.offset(clock, time));
    }

    private boolean isThere(String digest) {
        return client.send("HEAD", path("/blobs/" + digest)).status() == 200;
    }

    private boolean hasFile(String digest) {
        return Files.exists(files.blob(owner.teamId(), Digest.require(digest)));
    }

    private String path(String rest) {
        return "/v2/" + repository + rest;
    }

    @Test
    void aBlobNoManifestNamesIsCollectedAndOneThatIsNamedStays() {
        // Given
        client.image(repository, "latest", "layer");
        client.blob(repository, CONTENT);
        String layer = RegistryClient.digest(RegistryClient.bytes("layer"));
        // When
        after(Duration.ofHours(2)).collect(owner.teamId());
        // Then
        assertFalse(isThere(DIGEST) || hasFile(DIGEST));
        assertTrue(isThere(layer) && hasFile(layer));
    }

    @Test
    void whatWasJustPushedIsLeftAlone() {
        // Given
        client.blob(repository, CONTENT);
        String upload = client.upload(repository);
        client.send("PATCH", upload, CONTENT).expect(202);
        // When
        after(Duration.ofMinutes(30)).collect(owner.teamId());
        // Then
        assertTrue(isThere(DIGEST) && hasFile(DIGEST));
        assertEquals("0-11", client.send("GET", upload).header("Range"));
    }

    @Test
    void anUploadNobodyGoesOnWithIsCollectedWithItsFile() {
        // Given
        String upload = client.upload(repository);
        client.send("PATCH", upload, CONTENT).expect(202);
        // When
        after(Duration.ofHours(25)).collect(owner.teamId());
        // Then
        assertEquals("BLOB_UPLOAD_UNKNOWN", client.send("GET", upload).code());
        assertEquals(List.of(), files.uploads(owner.teamId()));
    }

    @Test
    void aFileWithoutARowIsSwept() throws IOException {
        // Given
        client.blob(repository, CONTENT);
        String stray = RegistryClient.digest(RegistryClient.bytes("stray"));
        Path file = files.blob(owner.teamId(), Digest.require(stray));
        Files.createDirectories(file.getParent());
        Files.writeString(file, "stray");
        // When
        after(Duration.ZERO).collect(owner.teamId());
        // Then
        assertFalse(Files.exists(file));
        assertTrue(hasFile(DIGEST));
    }

    @Test
    void pushesAndCollectionsAtTheSameTimeLoseNothing() throws InterruptedException, ExecutionException {
        // Given
        List<Future<String>> pushes = new ArrayList<>();
        AtomicBoolean pushing = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // When
            Future<?> collecting = threads.submit(() -> {
                while (pushing.get()) {
                    after(Duration.ofMinutes(30)).collect(owner.teamId());
                }
            });
            for (int i = 0; i < 8; i++) {
                String tag = "t" + i % 3;
                String layer = "layer " + i % 3;
                pushes.add(threads.submit(() -> client.image(repository, tag, layer)));
            }
            for (Future<String> push : pushes) {
                push.get();
            }
            pushing.set(false);
            collecting.get();
        }
        // Then
        for (int i = 0; i < 3; i++) {
            String layer = RegistryClient.digest(RegistryClient.bytes("layer " + i));
            client.send("GET", path("/manifests/t" + i)).expect(200);
            assertTrue(isThere(layer) && hasFile(layer));
        }
    }

    @Test
    void aTeamThatHasItsQuotaIsToldSoAtEveryDoorAndMayPushAgainAfterDeleting() {
        // Given
        client.image(repository, "latest", "layer");
        byte[] again = RegistryClient.bytes(client.manifest(repository, "layer", ",\"annotations\":{\"a\":\"b\"}"));
        long used = used();
        Api operator = new Api(people.operator().token());
        operator.put("/teams/" + owner.teamId() + "/quota", Map.of("registryBytes", used + 5))
                .then()
                .statusCode(200)
                .body("used.registryBytes", equalTo((int) used));
        // When
        Reply announced = client.send("PUT", client.upload(repository) + "?digest=" + DIGEST, CONTENT);
        Reply streamed = client.send(
                "PATCH",
                client.upload(repository),
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(CONTENT)));
        Reply manifest = client.send("PUT", path("/manifests/again"), again, "Content-Type", RegistryClient.MANIFEST);
        // Then
        for (Reply reply : List.of(announced, streamed, manifest)) {
            assertEquals("403 DENIED", reply.status() + " " + reply.code(), reply.toString());
            assertTrue(reply.text().contains("quota exceeded"), reply.text());
        }
        assertEquals(used, used());
        api.delete("/repositories/"
                        + api.get("/teams/" + owner.teamId() + "/repositories").path("items[0].id"))
                .then()
                .statusCode(204);
        assertEquals(0, used());
        client.blob(repository + "/x", RegistryClient.bytes("12345"));
    }

    @Test
    void aDiskThatIsFullIsNamed() {
        // When
        RuntimeException full = Space.failed(new IOException("No space left on device"));
        RuntimeException other = Space.failed(new IOException("Input/output error"));
        // Then
        assertEquals(507, ((RegistryError) full).code().status);
        assertTrue(String.valueOf(full.getMessage()).contains("the registry's disk is full"), full.getMessage());
        assertFalse(other instanceof RegistryError);
    }

    @Test
    void immutableTagsDoNotMoveAndAreNotDeleted() {
        // Given
        client.image(repository, "1", "first");
        String id = api.get("/teams/" + owner.teamId() + "/repositories").path("items[0].id");
        api.patch("/repositories/" + id, Map.of("immutableTags", true)).then().statusCode(200);
        String digest = client.image(repository, "1", "first");
        byte[] other = RegistryClient.bytes(client.manifest(repository, "second", ""));
        // When
        Reply moved = client.send("PUT", path("/manifests/1"), other, "Content-Type", RegistryClient.MANIFEST);
        Reply fresh = client.send("PUT", path("/manifests/2"), other, "Content-Type", RegistryClient.MANIFEST);
        Reply tag = client.send("DELETE", path("/manifests/1"));
        Reply manifest = client.send("DELETE", path("/manifests/" + digest));
        // Then
        assertEquals("403 201", moved.status() + " " + fresh.status());
        assertEquals("403 403", tag.status() + " " + manifest.status());
        assertTrue(moved.text().contains("is immutable"), moved.text());
        api.delete("/repositories/" + id + "/tags/1").then().statusCode(409);
    }

    @Test
    void peopleSeeWhatIsThere() {
        // Given
        String digest = client.image(repository, "1", "layer");
        // When
        Map<String, Object> seen =
                api.get("/teams/" + owner.teamId() + "/repositories").path("items[0]");
        Map<String, Object> tag =
                api.get("/repositories/" + seen.get("id") + "/tags").path("items[0]");
        // Then
        assertEquals(repository + " 1 1", seen.get("name") + " " + seen.get("tags") + " " + seen.get("manifests"));
        assertEquals("1 " + digest, tag.get("name") + " " + tag.get("digest"));
        assertEquals(
                "console.test",
                api.get("/teams/" + owner.teamId() + "/registry").path("host"));
    }

    private long used() {
        return ((Number) api.get("/teams/" + owner.teamId() + "/registry").path("usedBytes")).longValue();
    }
}
