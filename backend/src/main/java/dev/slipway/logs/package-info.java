/**
 * Output of apps and builds, as a list and as a live stream.
 *
 * <p>The engine keeps an app's lines and their order; here they are merged over instances and followed with a cursor,
 * so that a page which was away goes on where it was. Build output is kept by {@code build}.
 */
@NullMarked
package dev.slipway.logs;

import org.jspecify.annotations.NullMarked;
