package dev.slipway.host.api.images;

import dev.slipway.host.image.ImageConfig.History;
import dev.slipway.host.library.Image;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Images that build steps made on the way to another one: without a name, and with an image that goes on where they end.
 * Lists leave them out unless asked for all, and pruning keeps them, for they are the build cache.
 *
 * <p>Which image comes from which is read off their histories, whose entries carry the time of making.
 */
final class Intermediates {
    private final Set<Start> starts = new HashSet<>();

    /** The first entries of a history; the last one with its time makes it unique, the hash guards the others. */
    private record Start(int length, int hash, History last) {}

    Intermediates(List<Image> all) {
        for (Image image : all) {
            List<History> history = history(image);
            int hash = 1;
            for (int i = 0; i < history.size() - 1; i++) {
                hash = 31 * hash + history.get(i).hashCode();
                starts.add(new Start(i + 1, hash, history.get(i)));
            }
        }
    }

    boolean has(Image image) {
        List<History> history = history(image);
        if (history.isEmpty() || !image.tags().isEmpty() || !image.digests().isEmpty()) {
            return false;
        }
        return starts.contains(new Start(history.size(), history.hashCode(), history.getLast()));
    }

    private static List<History> history(Image image) {
        List<History> history = image.config().history();
        return history == null ? List.of() : history;
    }
}
