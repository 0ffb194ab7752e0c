/**
 * Releases: an image and an environment version under a number, never changed.
 *
 * <p>A succeeded build cuts one, and so does a change of variables once there is an image. Moving to a release is
 * {@code deploy}'s business; it is told by {@link dev.slipway.release.ReleaseCut}.
 */
@NullMarked
package dev.slipway.release;

import org.jspecify.annotations.NullMarked;
