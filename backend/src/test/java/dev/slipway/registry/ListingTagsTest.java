package dev.slipway.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.slipway.registry.RegistryClient.Reply;
import dev.slipway.support.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Distribution-spec, "Listing Tags". */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class ListingTagsTest extends OnRepository {

    @Test
    void inTheOrderOfTheirBytesPageByPage() {
        // Given
        String manifest = client.manifest(repository, "layer", "");
        List.of("b", "B", "a", "_x", "10", "9")
                .forEach(tag -> put(tag, manifest, RegistryClient.MANIFEST).expect(201));
        // When
        Reply all = client.send("GET", path("/tags/list"));
        List<String> paged = new ArrayList<>();
        for (String next = path("/tags/list?n=4"); !next.isEmpty(); ) {
            Reply page = client.send("GET", next).expect(200);
            page.json().path("tags").forEach(tag -> paged.add(tag.asText()));
            next = page.header("Link").replaceAll("^<(.*)>; rel=\"next\"$", "$1");
        }
        Reply after = client.send("GET", path("/tags/list?n=1&last=B"));
        Reply none = client.send("GET", path("/tags/list?n=0"));
        // Then
        assertEquals(
                "[\"10\",\"9\",\"B\",\"_x\",\"a\",\"b\"]",
                all.json().path("tags").toString());
        assertEquals(List.of("10", "9", "B", "_x", "a", "b"), paged);
        assertEquals("[\"_x\"]", after.json().path("tags").toString());
        assertEquals("[]", none.json().path("tags").toString());
        assertEquals(400, client.send("GET", path("/tags/list?n=x")).status());
    }

    @Test
    void ofARepositoryThatDoesNotExistThereAreNone() {
        // When
        Reply reply = client.send("GET", path("/none/tags/list"));
        // Then
        assertEquals("404 NAME_UNKNOWN", reply.status() + " " + reply.code());
    }
}
