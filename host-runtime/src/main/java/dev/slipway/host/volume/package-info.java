/** Named volumes: folders that outlive containers, filled from the image at first use, removed only when unused. */
@NullMarked
package dev.slipway.host.volume;

import org.jspecify.annotations.NullMarked;
