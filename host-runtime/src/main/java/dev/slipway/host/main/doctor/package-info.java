/**
 * What this machine must have and what it should have, each with how to mend it: asked by {@code slipway doctor}, and by the
 * engine before it starts.
 *
 * <p>A check tries the thing itself (opens a file system context, maps ids of a mount) rather than comparing versions, and
 * changes nothing. What building and running the platform take besides (JDK, Maven, packages) is the script's matter.
 */
@NullMarked
package dev.slipway.host.main.doctor;

import org.jspecify.annotations.NullMarked;
