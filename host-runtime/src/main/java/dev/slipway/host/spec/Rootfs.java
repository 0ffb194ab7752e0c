package dev.slipway.host.spec;

import java.nio.file.Path;
import java.util.List;

/**
 * What a container's root file system is made of.
 *
 * @param lower immutable layers, topmost first
 * @param upper where writes go; on-disk ids are host ids of the container's {@link IdRange}
 * @param work overlay's work folder, on the same file system as {@code upper}
 * @param readOnly whether the root is mounted read-only
 */
public record Rootfs(List<Path> lower, Path upper, Path work, boolean readOnly) {}
