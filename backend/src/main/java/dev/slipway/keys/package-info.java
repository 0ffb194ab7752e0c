/**
 * The keys of secrets as operators see them: which there are, and their rotation while the platform runs.
 *
 * <p>How values are sealed is {@link dev.slipway.platform.Vault}'s; which values there are is known to the features that keep
 * them, see {@link dev.slipway.platform.SealedRows}.
 */
@NullMarked
package dev.slipway.keys;

import org.jspecify.annotations.NullMarked;
