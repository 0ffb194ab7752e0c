package dev.slipway.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.identity.Permission;
import dev.slipway.registry.RegistryError.Code;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Manifests by tag or digest; distribution-spec, "Pulling manifests", "Pushing Manifests", "Deleting Manifests". */
@ApplicationScoped
class ManifestDoors implements Door.Set {

    private static final String PATH = "/v2/{repository}/manifests/{reference}";

    /** As large as the specification asks registries to take. */
    private static final int MOST_BYTES = 4 << 20;

    private final Manifests manifests;
    private final ObjectMapper json;
    private final Journal journal;

    ManifestDoors(Manifests manifests, ObjectMapper json, Journal journal) {
        this.manifests = manifests;
        this.json = json;
        this.journal = journal;
    }

    @Override
    public List<Door> doors() {
        return List.of(
                new Door("HEAD", PATH, Permission.REGISTRY_READ, this::get),
                new Door("GET", PATH, Permission.REGISTRY_READ, this::get),
                new Door("PUT", PATH, Permission.REGISTRY_WRITE, this::put),
                new Door("DELETE", PATH, Permission.REGISTRY_DELETE, this::delete));
    }

    private Answer get(Call call) {
        String reference = call.variable("reference");
        Manifests.Kept kept =
                manifests.find(call.access().name(), reference).orElseThrow(() -> Manifests.unknown(reference));
        return Answer.of(200, kept.mediaType(), kept.content())
                .with(BlobDoors.DIGEST_HEADER, kept.digest().toString())
                .with("ETag", "\"" + kept.digest() + "\"");
    }

    private Answer put(Call call) {
        String reference = call.variable("reference");
        Digest.Algorithm algorithm = Manifests.isTag(reference)
                ? Digest.Algorithm.SHA256
                : Digest.require(reference).algorithm();
        byte[] bytes = call.body(MOST_BYTES);
        Digest digest = Digest.of(algorithm, bytes);
        if (!Manifests.isTag(reference) && !digest.toString().equals(reference)) {
            throw new RegistryError(Code.DIGEST_INVALID, "the manifest's digest is " + digest + ", not " + reference);
        }
        String type = call.header("Content-Type").orElse("").split(";", 2)[0].strip();
        ManifestDocument document = ManifestDocument.read(bytes, type, json);
        Manifests.Kept kept = new Manifests.Kept(digest, document.mediaType(), bytes);
        journal.change(
                call,
                "push",
                reference + " " + digest,
                201,
                () -> manifests.put(call.access().target(), reference, kept, document));
        Answer created = Answer.empty(201)
                .with("Location", call.place("/manifests/" + digest))
                .with(BlobDoors.DIGEST_HEADER, digest.toString());
        return document.subject() == null
                ? created
                : created.with("OCI-Subject", document.subject().toString());
    }

    private Answer delete(Call call) {
        String reference = call.variable("reference");
        journal.change(
                call,
                "delete",
                reference,
                202,
                () -> manifests.delete(call.access().target(), reference));
        return Answer.empty(202);
    }
}
