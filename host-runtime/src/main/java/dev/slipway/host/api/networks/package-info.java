/** Docker's network documents over the engine's bridges. */
@NullMarked
package dev.slipway.host.api.networks;

import org.jspecify.annotations.NullMarked;
