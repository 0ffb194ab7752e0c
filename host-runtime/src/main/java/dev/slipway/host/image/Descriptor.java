package dev.slipway.host.image;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Points to content (OCI image-spec descriptor.md).
 *
 * @param digest {@code sha256:…} of the bytes
 * @param size in bytes
 * @param platform only in an index
 * @param urls where a layer that may not be redistributed is; not followed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Descriptor(
        @Nullable String mediaType,
        String digest,
        long size,
        @Nullable Platform platform,
        @Nullable List<String> urls,
        @Nullable Map<String, String> annotations) {
    public static Descriptor of(String mediaType, String digest, long size) {
        return new Descriptor(mediaType, digest, size, null, null, null);
    }

    /** An annotation's value, "" when there is none. */
    public String annotation(String key) {
        return annotations == null ? "" : annotations.getOrDefault(key, "");
    }
}
