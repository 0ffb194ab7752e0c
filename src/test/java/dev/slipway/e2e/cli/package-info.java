/** The command line {@code slipway}, run as people and scripts run it, against a real platform. */
@NullMarked
package dev.slipway.e2e.cli;

import org.jspecify.annotations.NullMarked;
