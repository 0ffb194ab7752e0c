/**
 * HTTP/1.1 on unix sockets for blocking handlers on virtual threads: requests, streamed answers, taken-over connections
 * ("hijacking"), and a table of routes.
 *
 * <p>Knows nothing of containers or of Docker's documents; whatever names an object of the engine belongs to a resource
 * package beside this one. Netty's event loop only moves bytes; every wait happens on the handler's own thread.
 */
@NullMarked
package dev.slipway.host.api.http;

import org.jspecify.annotations.NullMarked;
