/** Dockerfile to image: parser, steps, cache, contexts. */
@NullMarked
package dev.slipway.host.build;

import org.jspecify.annotations.NullMarked;
