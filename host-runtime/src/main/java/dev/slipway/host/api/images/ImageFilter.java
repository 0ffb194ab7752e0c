package dev.slipway.host.api.images;

import dev.slipway.host.api.http.Filters;
import dev.slipway.host.library.Image;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The filters of {@code docker images}. */
final class ImageFilter {
    private static final long NANOS = 1_000_000_000L;

    private final Filters filters;
    private final @Nullable Instant before;
    private final @Nullable Instant since;
    private final long until;

    /** @param find the image of a name; 404 for none */
    ImageFilter(Filters filters, Function<String, Image> find) {
        this.filters = filters;
        this.before = created("before", find);
        this.since = created("since", find);
        this.until = filters.moment("until", Long.MAX_VALUE);
    }

    private @Nullable Instant created(String key, Function<String, Image> find) {
        return filters.has(key) ? find.apply(filters.values(key).getFirst()).created() : null;
    }

    /** The image with those of its names that were asked for. */
    Image withWantedTags(Image image) {
        if (!filters.has("reference")) {
            return image;
        }
        List<String> tags = image.tags().stream()
                .filter(tag ->
                        filters.values("reference").stream().anyMatch(pattern -> ReferencePattern.fits(pattern, tag)))
                .toList();
        return new Image(image.id(), image.config(), tags, image.digests(), image.bytes(), image.created());
    }

    /** To be asked of an image with its wanted names. */
    boolean fits(Image image) {
        boolean dangling = image.tags().isEmpty() && image.digests().isEmpty();
        return (!filters.has("dangling") || filters.flag("dangling", false) == dangling)
                && filters.allowsLabels(image.config().run().labels())
                && (!filters.has("reference") || !image.tags().isEmpty())
                && (before == null || image.created().isBefore(before))
                && (since == null || image.created().isAfter(since))
                && image.created().getEpochSecond() <= until / NANOS;
    }
}
