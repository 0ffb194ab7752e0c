/**
 * Dockerfile to image, as Docker's classic builder does it.
 *
 * <p>{@code DockerfileBuilder} unpacks the context and reads the Dockerfile; {@code Build} goes through the needed stages;
 * {@code StageBuild} carries steps out, each from the image before it to the next: RUN as a container of the tenant, COPY and
 * ADD by descriptors in a mounted view of the root, all else as a change of the configuration. {@code BuildCache} knows which
 * step made which image. Reading Dockerfiles is the sub-package's; running containers and keeping images are others'.
 */
@NullMarked
package dev.slipway.host.build;

import org.jspecify.annotations.NullMarked;
