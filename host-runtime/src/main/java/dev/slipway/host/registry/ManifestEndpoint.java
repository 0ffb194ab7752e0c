package dev.slipway.host.registry;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.image.Digests;
import dev.slipway.host.image.Manifest;
import dev.slipway.host.image.MediaType;
import dev.slipway.host.image.Reference;
import java.io.IOException;
import java.net.http.HttpRequest;

/** {@code /v2/NAME/manifests/REFERENCE}. */
final class ManifestEndpoint {
    private final Session session;
    private final Reference reference;

    ManifestEndpoint(Session session, Reference reference) {
        this.session = session;
        this.reference = reference;
    }

    /** @param wanted a tag or digest; a digest is verified */
    Registry.Fetched get(String wanted) throws IOException {
        try (Transport.Answer answer = session.send(path(wanted), request -> {
            MediaType.MANIFESTS.forEach(type -> request.header("Accept", type));
            return request.GET();
        })) {
            if (!answer.successful()) {
                throw RegistryError.read(answer).about(reference, "pull");
            }
            byte[] bytes = answer.bytes(Manifest.MAX_BYTES);
            String digest = Digests.of(bytes);
            String stated = answer.header("Docker-Content-Digest");
            String expected = Digests.isDigest(wanted) ? wanted : stated;
            if (Digests.isDigest(expected) && !expected.equals(digest)) {
                throw EngineException.invalid("registry '" + reference.host() + "' answered for '" + wanted
                        + "' with a manifest whose digest is " + digest + ", not " + expected);
            }
            String type = answer.header("Content-Type").replaceAll(";.*", "").strip();
            return new Registry.Fetched(bytes, digest, type, Manifest.parse(bytes, type));
        }
    }

    private String path(String wanted) {
        return "/v2/" + reference.repository() + "/manifests/" + wanted;
    }

    /** Stores a manifest under a tag or its digest; whether the registry has understood its subject. */
    boolean put(String tag, byte[] manifest, String mediaType) throws IOException {
        try (Transport.Answer answer = session.send(
                path(tag),
                request -> request.header("Content-Type", mediaType)
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(manifest)))) {
            if (!answer.successful()) {
                throw RegistryError.read(answer).about(reference, "push");
            }
            return !answer.header("OCI-Subject").isEmpty();
        }
    }
}
