package dev.slipway.host.registry;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.image.Descriptor;
import dev.slipway.host.image.Manifest;
import dev.slipway.host.image.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One repository of a registry, for the time of one pull or push. */
public final class Registry {
    private final Reference reference;
    private final Session session;

    Registry(Reference reference, Session session) {
        this.reference = reference;
        this.session = session;
    }

    /** A manifest with its bytes and their digest. */
    public record Fetched(byte[] bytes, String digest, String mediaType, Manifest manifest) {}

    /**
     * The manifest of a tag or digest; a digest is verified.
     *
     * @throws EngineException NOT_FOUND with Docker's words when there is none or it is not shown to the caller;
     *     UNAVAILABLE when the registry does not answer
     */
    public Fetched manifest(String tagOrDigest) {
        try {
            return new ManifestEndpoint(session, reference).get(tagOrDigest);
        } catch (IOException e) {
            throw Transport.unreachable(reference.host(), e);
        }
    }

    /** A blob's bytes, verified at their end; continues after a broken connection. The first byte is asked for at the first read. */
    public InputStream blob(Descriptor blob, LongConsumer progress) {
        return new BlobStream(new BlobEndpoint(session, reference), reference.host(), blob, progress);
    }

    /** A small blob as a whole. */
    public byte[] bytes(Descriptor blob, int max) {
        if (blob.size() > max) {
            throw EngineException.invalid(
                    "blob " + blob.digest() + " has " + blob.size() + " bytes, at most " + max + " are read");
        }
        try (InputStream in = blob(blob, position -> {})) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw Transport.unreachable(reference.host(), e);
        }
    }

    /** Whether the repository has a blob already. */
    public boolean has(String digest) {
        try {
            return new BlobEndpoint(session, reference).exists(digest);
        } catch (IOException e) {
            throw Transport.unreachable(reference.host(), e);
        }
    }

    /**
     * Uploads a blob.
     *
     * @param from another repository of this registry that has it, so that it need not be sent; or null
     */
    public void putBlob(String digest, long size, Supplier<InputStream> bytes, @Nullable String from) {
        try {
            new UploadEndpoint(session, reference).put(digest, size, bytes, from);
        } catch (IOException e) {
            throw Transport.unreachable(reference.host(), e);
        }
    }

    /** All tags of the repository, as far as a bound that no usable repository reaches. */
    public List<String> tags() {
        try {
            return new TagsEndpoint(session, reference).all();
        } catch (IOException e) {
            throw Transport.unreachable(reference.host(), e);
        }
    }

    /** Stores a manifest under a tag. */
    public void putManifest(String tag, byte[] manifest, String mediaType) {
        try {
            new ManifestEndpoint(session, reference).put(tag, manifest, mediaType);
        } catch (IOException e) {
            throw Transport.unreachable(reference.host(), e);
        }
    }

    /** Stores a manifest about another under its digest; whether the registry lists it with that one by itself. */
    public boolean putReferrer(String digest, byte[] manifest, String mediaType) {
        try {
            return new ManifestEndpoint(session, reference).put(digest, manifest, mediaType);
        } catch (IOException e) {
            throw Transport.unreachable(reference.host(), e);
        }
    }

    /** The content of the newest artifact of a type about the manifest {@code subject}; empty when there is none. */
    public Optional<byte[]> referrer(String subject, String artifactType, int max) {
        try {
            Optional<String> digest = new ReferrersEndpoint(session, reference).find(subject, artifactType);
            return digest.map(this::manifest)
                    .map(Fetched::manifest)
                    .filter(Manifest.Single.class::isInstance)
                    .map(manifest -> ((Manifest.Single) manifest).layers())
                    .filter(layers -> layers.size() == 1)
                    .map(layers -> bytes(layers.getFirst(), max));
        } catch (IOException e) {
            throw Transport.unreachable(reference.host(), e);
        }
    }

    /** Whether a failure means that no registry answered, so that another source may be tried. */
    public static boolean isUnreachable(EngineException e) {
        return e.kind() == ErrorKind.UNAVAILABLE;
    }
}
