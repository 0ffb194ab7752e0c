/**
 * A container's file system tree: the overlay root and bind mounts, prepared detached and by descriptor, and the operations
 * by which the container's first process puts everything in its place.
 *
 * <p>Flow: {@link dev.slipway.host.mount.PreparedMounts} in the engine → {@link dev.slipway.host.mount.RootSteps} in the
 * program. Paths inside the root are resolved by the kernel as if the root were {@code /} and used by descriptor. Knows no
 * images: it is given folders. What is hidden from the container is decided in {@code confine}.
 */
@NullMarked
package dev.slipway.host.mount;

import org.jspecify.annotations.NullMarked;
