/** Host names to instances: HTTP/1.1, WebSocket, draining, counting drops. */
@NullMarked
package dev.slipway.host.router;

import org.jspecify.annotations.NullMarked;
