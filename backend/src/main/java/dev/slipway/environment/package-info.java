/**
 * Variables of an app: versions that never change, secrets sealed and never shown again.
 *
 * <p>A change is a new version, and {@code release} makes a release of it. Values leave this package only towards a
 * container's start.
 */
@NullMarked
package dev.slipway.environment;

import org.jspecify.annotations.NullMarked;
