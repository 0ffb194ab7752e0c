/**
 * The server's public API: requests, sockets, the event feed, and its problems (RFC 9457) as failures.
 *
 * <p>Knows nothing of commands and prints nothing.
 */
@NullMarked
package dev.slipway.cli.api;

import org.jspecify.annotations.NullMarked;
