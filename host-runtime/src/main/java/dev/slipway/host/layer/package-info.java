/** Content-addressed layers, unpacking, snapshots, differences. */
@NullMarked
package dev.slipway.host.layer;

import org.jspecify.annotations.NullMarked;
