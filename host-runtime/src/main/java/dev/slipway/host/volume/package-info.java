/**
 * Named volumes: folders that outlive containers, filled from the image at first use, removed only when unused.
 *
 * <p>Mounting them into containers is {@code mount}'s, deciding which is {@code container}'s.
 */
@NullMarked
package dev.slipway.host.volume;

import org.jspecify.annotations.NullMarked;
