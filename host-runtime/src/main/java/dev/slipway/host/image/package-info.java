/**
 * What images are: references, manifests, configs, platforms. Pure values, no input or output; fetching them is {@code
 * registry}'s, keeping them {@code library}'s.
 */
@NullMarked
package dev.slipway.host.image;

import org.jspecify.annotations.NullMarked;
