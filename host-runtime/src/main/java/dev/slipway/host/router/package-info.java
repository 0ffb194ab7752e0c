/**
 * Host names to instances: HTTP/1.1 with streamed bodies, WebSocket and other upgrades as raw tunnels, switching without
 * a dropped request, draining.
 *
 * <p>A request goes through {@link dev.slipway.host.router.Front} (limits, which route) and
 * {@link dev.slipway.host.router.Exchange} (one request, perhaps several attempts). Knows containers by id and asks
 * {@link dev.slipway.host.router.Addresses} where they are; whether a container is healthy is decided before it becomes
 * a target, by whoever calls {@link dev.slipway.host.router.Router#put}.
 */
@NullMarked
package dev.slipway.host.router;

import org.jspecify.annotations.NullMarked;
