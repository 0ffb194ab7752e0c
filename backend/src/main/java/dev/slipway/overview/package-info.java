/**
 * Doors that show an app together with what other features know of it: its builds, releases, deployments, instances.
 *
 * <p>No rules of its own: what an app is belongs to {@code app}, what runs to {@code deploy}.
 */
@NullMarked
package dev.slipway.overview;

import org.jspecify.annotations.NullMarked;
