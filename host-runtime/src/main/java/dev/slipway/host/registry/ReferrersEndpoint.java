package dev.slipway.host.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Json;
import dev.slipway.host.image.Digests;
import dev.slipway.host.image.Manifest;
import dev.slipway.host.image.MediaType;
import dev.slipway.host.image.Reference;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code /v2/NAME/referrers/DIGEST}: what was stored about a manifest; where a registry does not keep that, the index under the
 * tag {@code sha256-HEX} (distribution-spec 1.1, "Listing referrers").
 */
final class ReferrersEndpoint {
    private final Session session;
    private final Reference reference;

    ReferrersEndpoint(Session session, Reference reference) {
        this.session = session;
        this.reference = reference;
    }

    /** Digest of the newest artifact of a type about the manifest {@code subject}. */
    Optional<String> find(String subject, String artifactType) throws IOException {
        JsonNode index = listed(subject).orElse(null);
        if (index == null) {
            return Optional.empty();
        }
        String found = "";
        for (JsonNode entry : index.path("manifests")) {
            if (entry.path("artifactType").asText("").equals(artifactType)) {
                found = entry.path("digest").asText("");
            }
        }
        return Optional.of(found).filter(Digests::isDigest);
    }

    private Optional<JsonNode> listed(String subject) throws IOException {
        String path = "/v2/" + reference.repository() + "/referrers/" + subject;
        try (Transport.Answer answer = session.send(
                path, request -> request.header("Accept", MediaType.OCI_INDEX).GET())) {
            if (answer.successful()) {
                return Optional.of(Json.mapper().readTree(answer.bytes(Manifest.MAX_BYTES)));
            }
        }
        try {
            byte[] index = new ManifestEndpoint(session, reference)
                    .get(subject.replace(':', '-'))
                    .bytes();
            return Optional.of(Json.mapper().readTree(index));
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
