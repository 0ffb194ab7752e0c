/** Output of containers: segments, rotation, since, until, tail, follow. */
@NullMarked
package dev.slipway.host.logs;

import org.jspecify.annotations.NullMarked;
