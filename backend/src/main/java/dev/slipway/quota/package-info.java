/**
 * What a team may use and what it has used.
 *
 * <p>{@link dev.slipway.quota.Quotas} is asked before something is spent, in the transaction that spends it. The engine holds
 * the same limits again by the team's control group ({@link dev.slipway.quota.Ceilings}), and tells what was used
 * ({@link dev.slipway.quota.Sampler}).
 */
@NullMarked
package dev.slipway.quota;

import org.jspecify.annotations.NullMarked;
