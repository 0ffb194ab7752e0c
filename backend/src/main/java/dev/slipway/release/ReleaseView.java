package dev.slipway.release;

import dev.slipway.source.Commit;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A release as the API shows it.
 *
 * @param image id that pins it
 * @param imageDigest of its manifest in the registry, null until it is there, or when it made room for newer ones
 */
public record ReleaseView(
        UUID id,
        int number,
        int buildNumber,
        String image,
        @Nullable String imageDigest,
        @Nullable Commit commit,
        int environmentVersion,
        Instant createdAt,
        boolean current) {

    /** Shows a release of an app which presently runs {@code currentId}. */
    public static ReleaseView of(Release release, @Nullable UUID currentId) {
        return new ReleaseView(
                release.id,
                release.number,
                release.build.number,
                release.imageId,
                release.imageDigest,
                release.build.commit().orElse(null),
                release.environmentVersion,
                release.createdAt,
                Objects.equals(release.id, currentId));
    }
}
