package dev.slipway.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.slipway.registry.RegistryClient.Reply;
import dev.slipway.support.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Distribution-spec, "Pushing Manifests" and "Pulling manifests". */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class PushingAndPullingManifestsTest extends OnRepository {

    @Test
    void aManifestComesBackByTagAndDigestAsItWas() {
        // Given
        byte[] manifest = RegistryClient.bytes(client.manifest(repository, "layer", ""));
        // When
        Reply put = client.send("PUT", path("/manifests/1.0"), manifest, "Content-Type", RegistryClient.MANIFEST);
        // Then
        String digest = put.expect(201).header("Docker-Content-Digest");
        assertEquals(RegistryClient.digest(manifest), digest);
        assertEquals(path("/manifests/" + digest), put.header("Location"));
        for (String reference : List.of("1.0", digest)) {
            Reply get = client.send("GET", path("/manifests/" + reference)).expect(200);
            assertArrayEquals(manifest, get.response().body());
            assertEquals(RegistryClient.MANIFEST, get.header("Content-Type"));
        }
        Reply head = client.send("HEAD", path("/manifests/1.0")).expect(200);
        assertEquals(
                manifest.length + " " + digest,
                head.header("Content-Length") + " " + head.header("Docker-Content-Digest"));
    }

    @Test
    void aManifestWhoseBlobsAreMissingIsRefused() {
        // Given
        String manifest = client.manifest(repository, "layer", "")
                .replace(RegistryClient.digest(RegistryClient.bytes("layer")), DIGEST);
        // When
        Reply put = put("latest", manifest, RegistryClient.MANIFEST);
        // Then
        assertEquals("404 MANIFEST_BLOB_UNKNOWN", put.status() + " " + put.code());
    }

    @Test
    void whatIsNoManifestIsRefused() {
        // Given
        String manifest = client.manifest(repository, "layer", "");
        // When
        List<Reply> refused = List.of(
                put("a", "no json", RegistryClient.MANIFEST),
                put("a", "{}", RegistryClient.MANIFEST),
                put("a", manifest, RegistryClient.INDEX),
                put("a", manifest.replace("\"schemaVersion\":2", "\"schemaVersion\":1"), RegistryClient.MANIFEST),
                put("a", manifest.replace(RegistryClient.MANIFEST, "text/plain"), "text/plain"));
        // Then
        refused.forEach(
                reply -> assertEquals("400 MANIFEST_INVALID", reply.status() + " " + reply.code(), reply.toString()));
    }

    @Test
    void aDigestThatIsNotTheManifestsAndANameThatIsNoTagAreRefused() {
        // Given
        String manifest = client.manifest(repository, "layer", "");
        // When
        Reply digest = put(DIGEST, manifest, RegistryClient.MANIFEST);
        Reply name = put(".hidden", manifest, RegistryClient.MANIFEST);
        Reply unknown = client.send("GET", path("/manifests/.hidden"));
        // Then
        assertEquals("400 DIGEST_INVALID", digest.status() + " " + digest.code());
        assertEquals("400 DIGEST_INVALID", name.status() + " " + name.code());
        assertEquals("404 MANIFEST_UNKNOWN", unknown.status() + " " + unknown.code());
    }

    @Test
    void moreThanFourMebibytesAreTooMany() {
        // Given
        byte[] large = new byte[(4 << 20) + 1];
        // When
        Reply reply = client.send("PUT", path("/manifests/a"), large, "Content-Type", RegistryClient.MANIFEST);
        // Then
        assertEquals("413 SIZE_INVALID", reply.status() + " " + reply.code());
    }

    @Test
    void anIndexNeedsItsManifests() {
        // Given
        String child = client.image(repository, "amd64", "layer");
        // When
        Reply whole = put("multi", index(child), RegistryClient.INDEX);
        Reply missing = put("broken", index(DIGEST), RegistryClient.INDEX);
        // Then
        whole.expect(201);
        assertEquals(
                RegistryClient.INDEX,
                client.send("GET", path("/manifests/multi")).header("Content-Type"));
        assertEquals("MANIFEST_BLOB_UNKNOWN", missing.code());
    }

    @Test
    void dockersOwnMediaTypesAreKept() {
        // Given
        String type = "application/vnd.docker.distribution.manifest.v2+json";
        String manifest = client.manifest(repository, "layer", "").replace(RegistryClient.MANIFEST, type);
        // When
        put("docker", manifest, type).expect(201);
        // Then
        assertEquals(type, client.send("GET", path("/manifests/docker")).header("Content-Type"));
    }
}
