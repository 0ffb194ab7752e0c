package dev.slipway.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.registry.RegistryClient.Reply;
import dev.slipway.support.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Distribution-spec, "Listing Referrers". */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class ListingReferrersTest extends OnRepository {

    @Test
    void byTypeAndWithWhatTheDescriptorNeeds() {
        // Given
        String subject = client.image(repository, "app", "layer");
        Reply sbom =
                referrer("sbom", subject, ",\"artifactType\":\"application/x.sbom\",\"annotations\":{\"k\":\"v\"}");
        referrer("plain", subject, "");
        // When
        Reply all = client.send("GET", path("/referrers/" + subject)).expect(200);
        Reply filtered = client.send("GET", path("/referrers/" + subject + "?artifactType=application/x.sbom"));
        Reply none = client.send("GET", path("/referrers/" + DIGEST)).expect(200);
        // Then
        assertEquals(subject, sbom.header("OCI-Subject"));
        assertEquals(RegistryClient.INDEX, all.header("Content-Type"));
        assertEquals(2, all.json().path("manifests").size());
        assertEquals("artifactType", filtered.header("OCI-Filters-Applied"));
        assertEquals(
                "application/x.sbom v " + sbom.header("Docker-Content-Digest"),
                filtered.json().at("/manifests/0/artifactType").asText() + " "
                        + filtered.json().at("/manifests/0/annotations/k").asText() + " "
                        + filtered.json().at("/manifests/0/digest").asText());
        assertEquals(1, filtered.json().path("manifests").size());
        assertTrue(none.json().path("manifests").isEmpty());
        assertTrue(all.text().contains("application/vnd.oci.image.config.v1+json"), all.text());
    }

    @Test
    void aSubjectMayComeLater() {
        // When
        Reply early = referrer("early", DIGEST, "");
        // Then
        early.expect(201);
        assertEquals(
                1,
                client.send("GET", path("/referrers/" + DIGEST))
                        .json()
                        .path("manifests")
                        .size());
    }

    private Reply referrer(String layer, String subject, String more) {
        String document = client.manifest(
                repository,
                layer,
                more + ",\"subject\":{\"mediaType\":\"" + RegistryClient.MANIFEST + "\",\"digest\":\"" + subject
                        + "\",\"size\":1}");
        return put(RegistryClient.digest(RegistryClient.bytes(document)), document, RegistryClient.MANIFEST);
    }
}
