package dev.slipway.host.library;

import dev.slipway.host.image.Descriptor;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.image.Platform;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The local images of all tenants; every call names whose: a tenant sees its own names, the operator sees all. Content is
 * shared, names are not.
 */
public interface Library {
    /** By name, name@digest, id or unique id prefix. */
    Optional<Image> find(String tenant, String reference);

    /** Like {@link #find}; 404 {@code No such image: x} otherwise. */
    Image require(String tenant, String reference);

    List<Image> list(String tenant);

    /**
     * Pulls, or, where no registry answers and the name is one of the base images that are made from the distribution's
     * packages ({@code debian:bookworm-slim}), makes it.
     *
     * @param auth the {@code X-Registry-Auth} header's value, or null
     * @param platform {@code linux/amd64}, or null for this machine's
     * @param progress receives Docker's JSON progress messages as maps ({@code status, id, progressDetail})
     */
    Image pull(
            String tenant,
            String reference,
            @Nullable String auth,
            @Nullable String platform,
            Consumer<java.util.Map<String, Object>> progress);

    /** All tags that the registry has of a repository ({@code docker pull -a}). */
    default List<String> tags(String reference, @Nullable String auth) {
        throw new UnsupportedOperationException("no registry");
    }

    /** Pushes a tag, with Docker's progress messages; 404 when there is no such image. */
    void push(String tenant, String reference, @Nullable String auth, Consumer<java.util.Map<String, Object>> progress);

    /** Asks a registry whether it lets the caller in; 401 when it does not. @param auth like {@code X-Registry-Auth} */
    void login(String server, String auth);

    /** What a registry has under a name, without pulling it. */
    Distribution distribution(String reference, @Nullable String auth);

    /** Docker archives and OCI layouts, plain or compressed. */
    List<Image> load(String tenant, InputStream archive, Consumer<java.util.Map<String, Object>> progress);

    void save(String tenant, List<String> references, OutputStream out);

    /** One layer from a tar ({@code docker import}). */
    Image importRoot(String tenant, InputStream tar, @Nullable String reference, ImageConfig.Run run, String message);

    /** A new image from layers that exist; {@code reference} may be null. */
    Image create(String tenant, ImageConfig config, @Nullable String reference);

    void tag(String tenant, String reference, String newReference);

    /** Untags, and deletes when it was the last name and no container uses it; the removals in Docker's order. */
    List<Removal> remove(String tenant, String reference, boolean force, boolean keepParents);

    /** Keeps a document about an image, in the place of one of the same kind; it goes with the image, and is pushed along. */
    default void attach(String tenant, String imageId, Attachment kind, byte[] document) {
        throw new UnsupportedOperationException("no documents");
    }

    /** A tenant's own document about an image. */
    default Optional<byte[]> attachment(String tenant, String imageId, Attachment kind) {
        return Optional.empty();
    }

    /** A document about an image out of the registry that its name says. */
    default Optional<byte[]> attachedThere(String reference, @Nullable String auth, Attachment kind) {
        return Optional.empty();
    }

    /** Marks an image as used by a container (it cannot be deleted), until {@link #unuse}. */
    void use(String imageId, String containerId);

    /** Like {@link #use(String, String)}; tenants other than {@code tenant} are not told about the container. */
    default void use(String imageId, String containerId, String tenant) {
        use(imageId, containerId);
    }

    void unuse(String imageId, String containerId);

    /** @param descriptor of the manifest or index that the name leads to */
    record Distribution(Descriptor descriptor, List<Platform> platforms) {}

    /** Exactly one of the two is set. */
    record Removal(@Nullable String untagged, @Nullable String deleted) {}
}
