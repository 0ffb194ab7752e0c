/** References, manifests, configs, platforms: pure values, no input or output. */
@NullMarked
package dev.slipway.host.image;

import org.jspecify.annotations.NullMarked;
