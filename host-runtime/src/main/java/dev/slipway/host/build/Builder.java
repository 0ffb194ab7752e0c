package dev.slipway.host.build;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
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

    /** Forgets all cached steps of a tenant and removes their images that have no name; returns the bytes that went. */
    default long prune(String tenant) {
        return 0;
    }

    /** @param memoryBytes limit of each step, 0 = the default */
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
            @Nullable String registryConfig) {}
}
