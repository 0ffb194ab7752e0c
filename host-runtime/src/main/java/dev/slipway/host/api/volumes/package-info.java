/** Docker's volume documents over named volumes. */
@NullMarked
package dev.slipway.host.api.volumes;

import org.jspecify.annotations.NullMarked;
