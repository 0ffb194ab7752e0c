package dev.slipway.host.spec;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a container's root file system is made of.
 *
 * @param lower immutable layers, topmost first
 * @param upper where writes go; on-disk ids are host ids of the container's {@link IdRange}
 * @param work overlay's work folder, on the same file system as {@code upper}
 * @param readOnly whether the root is mounted read-only
 * @param disk a file with a file system of its own in which {@code upper} and {@code work} are; null when they are folders
 *     of the host
 */
public record Rootfs(
        List<Path> lower,
        Path upper,
        Path work,
        boolean readOnly,
        @Nullable Path disk) {
    /** On a disk that is the host's. */
    public Rootfs(List<Path> lower, Path upper, Path work, boolean readOnly) {
        this(lower, upper, work, readOnly, null);
    }
}
