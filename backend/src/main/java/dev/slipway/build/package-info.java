/**
 * From a commit to an image: the queue, fetching, the context, the engine's build, its log.
 *
 * <p>A request only queues a row; {@link dev.slipway.build.BuildQueue} takes the next step at its own pace and goes on
 * after a crash. A finished build is told by {@link dev.slipway.build.BuildSucceeded}; what becomes of the image is
 * {@code release}'s business.
 */
@NullMarked
package dev.slipway.build;

import org.jspecify.annotations.NullMarked;
