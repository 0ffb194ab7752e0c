/** What every room needs: failures with an exit code. */
@NullMarked
package dev.slipway.cli.base;

import org.jspecify.annotations.NullMarked;
