package dev.slipway.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.slipway.registry.RegistryClient.Reply;
import dev.slipway.support.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;

/** Distribution-spec, "Pushing blobs": monolithic, in chunks, by a mount. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class PushingBlobsTest extends OnRepository {

    @Test
    void monolithicInOneRequestAndInTwo() {
        // When
        Reply one = client.send("POST", path("/blobs/uploads/?digest=" + DIGEST), CONTENT);
        byte[] other = RegistryClient.bytes("two");
        String digest = client.blob(repository, other);
        // Then
        one.expect(201);
        assertEquals(path("/blobs/" + DIGEST), one.header("Location"));
        assertEquals("two", client.send("GET", path("/blobs/" + digest)).text());
    }

    @Test
    void sha512IsADigestToo() {
        // Given
        String digest = Digest.of(Digest.Algorithm.SHA512, CONTENT).toString();
        // When
        client.send("PUT", client.upload(repository) + "?digest=" + digest, CONTENT)
                .expect(201);
        // Then
        assertEquals("0123456789", client.send("GET", path("/blobs/" + digest)).text());
    }

    @Test
    void anEmptyBlobIsOne() {
        // Given
        byte[] empty = {};
        // When
        String digest = client.blob(repository, empty);
        // Then
        assertEquals(
                "0", client.send("HEAD", path("/blobs/" + digest)).expect(200).header("Content-Length"));
    }

    @Test
    void chunksFollowOneAnotherAndTheLastMayComeWithTheEnd() {
        // Given
        String upload = client.upload(repository);
        // When
        Reply first = patch(upload, "0123", "0-3").expect(202);
        Reply second = patch(first.header("Location"), "45", "4-5").expect(202);
        Reply end = client.send(
                "PUT",
                second.header("Location") + "?digest=" + DIGEST,
                RegistryClient.bytes("6789"),
                "Content-Range",
                "6-9");
        // Then
        assertEquals("0-3 0-5", first.header("Range") + " " + second.header("Range"));
        end.expect(201);
        assertEquals("0123456789", client.send("GET", path("/blobs/" + DIGEST)).text());
    }

    @Test
    void aChunkThatDoesNotFollowIsRefusedWithTheStateAndTheUploadGoesOn() {
        // Given
        String upload = client.upload(repository);
        patch(upload, "0123", "0-3").expect(202);
        // When
        Reply gap = patch(upload, "89", "8-9");
        Reply again = patch(upload, "0123", "0-3");
        Reply state = client.send("GET", upload);
        // Then
        assertEquals("416 0-3", gap.status() + " " + gap.header("Range"));
        assertEquals(416, again.status());
        assertEquals("204 0-3", state.status() + " " + state.header("Range"));
        patch(upload, "456789", "4-9").expect(202);
        client.send("PUT", upload + "?digest=" + DIGEST).expect(201);
    }

    @Test
    void aStreamedChunkNeedsNoLength() {
        // Given
        String upload = client.upload(repository);
        // When
        Reply streamed =
                client.send("PATCH", upload, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(CONTENT)));
        // Then
        assertEquals("202 0-9", streamed.status() + " " + streamed.header("Range"));
        client.send("PUT", upload + "?digest=" + DIGEST).expect(201);
    }

    @Test
    void aRangeThatIsLongerThanItsBodyIsRefusedAndDropped() {
        // Given
        String upload = client.upload(repository);
        // When
        Reply shorter = patch(upload, "01", "0-3");
        // Then
        assertEquals("400 SIZE_INVALID", shorter.status() + " " + shorter.code());
        client.send("PUT", upload + "?digest=" + DIGEST, CONTENT).expect(201);
    }

    @Test
    void bytesThatAreNotWhatTheirDigestSaysAreDropped() {
        // Given
        String upload = client.upload(repository);
        // When
        Reply wrong = client.send("PUT", upload + "?digest=" + DIGEST, RegistryClient.bytes("012345678X"));
        // Then
        assertEquals("400 DIGEST_INVALID", wrong.status() + " " + wrong.code());
        assertEquals(404, client.send("GET", path("/blobs/" + DIGEST)).status());
        assertEquals("BLOB_UPLOAD_UNKNOWN", client.send("GET", upload).code());
    }

    @Test
    void aCancelledUploadIsUnknown() {
        // Given
        String upload = client.upload(repository);
        // When
        client.send("DELETE", upload).expect(204);
        // Then
        Reply after = client.send("PATCH", upload, CONTENT);
        assertEquals("404 BLOB_UPLOAD_UNKNOWN", after.status() + " " + after.code());
    }

    @Test
    void aBlobOfAnotherRepositoryOfTheTeamIsMounted() {
        // Given
        client.blob(repository, CONTENT);
        String other = repository + "/other";
        // When
        Reply mounted = client.send("POST", "/v2/" + other + "/blobs/uploads/?mount=" + DIGEST + "&from=" + repository);
        // Then
        mounted.expect(201);
        assertEquals(
                "0123456789",
                client.send("GET", "/v2/" + other + "/blobs/" + DIGEST).text());
    }

    @Test
    void aMountFromAnywhereFindsTheTeamsOwn() {
        // Given
        client.blob(repository, CONTENT);
        // When
        Reply mounted = client.send("POST", "/v2/" + repository + "/other/blobs/uploads/?mount=" + DIGEST);
        // Then
        mounted.expect(201);
    }

    @Test
    void aMountThatCannotBeBeginsAnUpload() {
        // When
        Reply absent = client.send("POST", path("/blobs/uploads/?mount=" + DIGEST + "&from=" + repository + "/none"));
        Reply fromNowhere = client.send("POST", path("/blobs/uploads/?mount=" + DIGEST));
        // Then
        absent.expect(202);
        fromNowhere.expect(202);
        client.send("PUT", absent.header("Location") + "?digest=" + DIGEST, CONTENT)
                .expect(201);
    }

    private Reply patch(String upload, String text, String range) {
        return client.send("PATCH", upload, RegistryClient.bytes(text), "Content-Range", range);
    }
}
