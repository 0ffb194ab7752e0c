package dev.slipway.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.slipway.registry.RegistryClient.Reply;
import dev.slipway.support.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Distribution-spec, "Content Management". */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class DeletingTest extends OnRepository {

    @Test
    void aTagGoesAloneAManifestWithAllItsTags() {
        // Given
        String digest = client.image(repository, "one", "layer");
        client.image(repository, "two", "layer");
        // When
        client.send("DELETE", path("/manifests/one")).expect(202);
        Reply stillThere = client.send("GET", path("/manifests/" + digest));
        client.send("DELETE", path("/manifests/" + digest)).expect(202);
        // Then
        stillThere.expect(200);
        assertEquals(404, client.send("GET", path("/manifests/two")).status());
        assertEquals(404, client.send("DELETE", path("/manifests/" + digest)).status());
        assertEquals(
                "[]", client.send("GET", path("/tags/list")).json().path("tags").toString());
    }

    @Test
    void whatSomethingElseNeedsStays() {
        // Given
        String child = client.image(repository, "child", "layer");
        put("multi", index(child), RegistryClient.INDEX).expect(201);
        // When
        Reply manifest = client.send("DELETE", path("/manifests/" + child));
        Reply blob = client.send("DELETE", path("/blobs/" + RegistryClient.digest(RegistryClient.bytes("layer"))));
        // Then
        assertEquals("405 UNSUPPORTED", manifest.status() + " " + manifest.code());
        assertEquals("405 UNSUPPORTED", blob.status() + " " + blob.code());
    }

    @Test
    void aBlobNothingNeedsGoes() {
        // Given
        client.blob(repository, CONTENT);
        // When
        client.send("DELETE", path("/blobs/" + DIGEST)).expect(202);
        // Then
        assertEquals(404, client.send("HEAD", path("/blobs/" + DIGEST)).status());
        assertEquals(404, client.send("DELETE", path("/blobs/" + DIGEST)).status());
    }
}
