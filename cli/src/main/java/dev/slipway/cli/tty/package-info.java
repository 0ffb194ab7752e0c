/** The terminal this process runs in: whether there is one, its size, and letting every key through. */
@NullMarked
package dev.slipway.cli.tty;

import org.jspecify.annotations.NullMarked;
