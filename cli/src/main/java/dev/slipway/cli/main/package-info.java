/** The process: builds the command line and exits with its code. */
@NullMarked
package dev.slipway.cli.main;

import org.jspecify.annotations.NullMarked;
