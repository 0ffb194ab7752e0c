package dev.slipway.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.slipway.registry.RegistryClient.Reply;
import dev.slipway.support.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Distribution-spec, "Pulling blobs": by digest, whole or in part. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class PullingBlobsTest extends OnRepository {

    @Test
    void aBlobIsThereByDigestWholeAndItsLengthByHead() {
        // Given
        client.blob(repository, CONTENT);
        // When
        Reply head = client.send("HEAD", path("/blobs/" + DIGEST)).expect(200);
        Reply get = client.send("GET", path("/blobs/" + DIGEST)).expect(200);
        // Then
        assertEquals("10", head.header("Content-Length"));
        assertEquals(DIGEST, head.header("Docker-Content-Digest"));
        assertArrayEquals(CONTENT, get.response().body());
    }

    @Test
    void whatIsNotThereIsUnknownAndWhatIsNoDigestInvalid() {
        // Given
        client.blob(repository, CONTENT);
        String other = RegistryClient.digest(RegistryClient.bytes("other"));
        // When
        Reply missing = client.send("GET", path("/blobs/" + other));
        Reply broken = client.send("GET", path("/blobs/sha256:abc"));
        // Then
        assertEquals("404 BLOB_UNKNOWN", missing.status() + " " + missing.code());
        assertEquals("400 DIGEST_INVALID", broken.status() + " " + broken.code());
    }

    @Test
    void rangesArePartsOfIt() {
        // Given
        client.blob(repository, CONTENT);
        // When
        Reply middle = range("bytes=2-4");
        Reply rest = range("bytes=7-");
        Reply tail = range("bytes=-2");
        Reply beyond = range("bytes=10-12");
        // Then
        assertEquals("206 234 bytes 2-4/10", shown(middle));
        assertEquals("206 789 bytes 7-9/10", shown(rest));
        assertEquals("206 89 bytes 8-9/10", shown(tail));
        assertEquals("416 bytes */10", beyond.status() + " " + beyond.header("Content-Range"));
    }

    private Reply range(String range) {
        return client.send("GET", path("/blobs/" + DIGEST), "Range", range);
    }

    private static String shown(Reply reply) {
        return reply.status() + " " + reply.text() + " " + reply.header("Content-Range");
    }
}
