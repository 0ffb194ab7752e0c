/** The pages in a real browser. */
@NullMarked
package dev.slipway.e2e.console;

import org.jspecify.annotations.NullMarked;
