package dev.slipway.host.library;

import dev.slipway.host.image.ImageConfig;
import java.time.Instant;
import java.util.List;

/**
 * A local image.
 *
 * @param id {@code sha256:…} of its config document
 * @param tags {@code repository:tag} as people write them ("debian:bookworm-slim"), never with docker.io/library/
 * @param digests {@code repository@sha256:…} for pulled and pushed ones
 * @param bytes unpacked size of all layers
 */
public record Image(
        String id, ImageConfig config, List<String> tags, List<String> digests, long bytes, Instant created) {}
