/** Processes ended without warning while work goes on. */
@NullMarked
package dev.slipway.e2e.fault;

import org.jspecify.annotations.NullMarked;
