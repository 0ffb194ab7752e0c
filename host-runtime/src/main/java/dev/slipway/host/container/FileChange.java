package dev.slipway.host.container;

/**
 * What a container did to a file of its image.
 *
 * @param path absolute
 */
public record FileChange(String path, Kind kind) {
    /** In Docker's order: its API knows them by number. */
    public enum Kind {
        MODIFIED,
        ADDED,
        DELETED
    }
}
