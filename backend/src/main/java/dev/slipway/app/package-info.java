/**
 * The application: where its source is, how much it may use, how many instances are wanted.
 *
 * <p>Rows here are intent; {@code build} and {@code deploy} make it so. The doors which show an app together with its
 * builds and releases are in {@code overview}.
 */
@NullMarked
package dev.slipway.app;

import org.jspecify.annotations.NullMarked;
