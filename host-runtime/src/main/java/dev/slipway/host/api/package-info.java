/**
 * The engine's two doors: {@code engine.sock}, the whole Docker Engine API for the operator, and {@code tenant.sock}, a
 * closed list of routes where each request names its tenant.
 *
 * <p>One sub-package for each kind of object; {@code http} under them moves the bytes. Documents are translated here and
 * nothing is decided: what an act means belongs to the room whose object it is.
 */
@NullMarked
package dev.slipway.host.api;

import org.jspecify.annotations.NullMarked;
