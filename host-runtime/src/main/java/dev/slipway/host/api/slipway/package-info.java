/** The engine's own API under {@code /slipway/v1}: routes of the router, probes from the host's side, status. */
@NullMarked
package dev.slipway.host.api.slipway;

import org.jspecify.annotations.NullMarked;
