/** Which servers this person uses and the tokens for them: one file that nobody else may read. */
@NullMarked
package dev.slipway.cli.context;

import org.jspecify.annotations.NullMarked;
