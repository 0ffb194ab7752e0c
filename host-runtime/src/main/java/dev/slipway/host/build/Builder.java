package dev.slipway.host.build;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Builds an image from a context and its Dockerfile. */
public interface Builder {
    /**
     * Runs on the caller's thread until the image is made; interrupting the thread cancels within a second.
     *
     * @param context tar, plain or compressed
     * @param output receives Docker's classic builder messages as maps ({@code stream}, {@code aux}); a failing build throws
     * @return the image's id
     */
    String build(String tenant, Request request, InputStream context, Consumer<Map<String, Object>> output);

    /**
     * Forgets cached steps of a tenant, removes their images that have no name, and cache mounts that no step uses.
     *
     * @param before only what was last used before it; {@link Instant#MAX} for everything
     * @param keepBytes how much of the most used may stay
     */
    default Pruned prune(String tenant, Instant before, long keepBytes) {
        return new Pruned(List.of(), 0);
    }

    /** What an image of the tenant is made of: a CycloneDX document. */
    default byte[] sbom(String tenant, String reference) {
        throw new UnsupportedOperationException("no bills of materials");
    }

    /** How this engine built an image for the tenant: an in-toto statement; empty when it did not. */
    default Optional<byte[]> provenance(String tenant, String reference) {
        return Optional.empty();
    }

    /** @param images ids of the images that went */
    record Pruned(List<String> images, long bytes) {}

    /**
     * @param memoryBytes limit of each step, 0 = the default
     * @param platform of the images in FROM that name none and of {@code TARGETPLATFORM}; null for this machine's
     * @param secrets for {@code RUN --mount=type=secret}
     * @param cacheFrom images whose recorded steps need not be done again
     * @param squash whether the layers of the last stage become one
     */
    record Request(
            String dockerfile,
            List<String> tags,
            Map<String, String> buildArgs,
            Map<String, String> labels,
            @Nullable String target,
            boolean noCache,
            boolean pull,
            boolean quiet,
            long memoryBytes,
            @Nullable String networkMode,
            @Nullable String registryConfig,
            @Nullable String platform,
            Secrets secrets,
            List<String> cacheFrom,
            boolean squash) {}
}
