/**
 * The engine as a process: options, checks of the host, the object graph wired by hand, start, stop, and taking
 * everything off the host again.
 *
 * <p>Knows every room and decides nothing for them. Only this package reads the command line and ends the process.
 */
@NullMarked
package dev.slipway.host.main;

import org.jspecify.annotations.NullMarked;
