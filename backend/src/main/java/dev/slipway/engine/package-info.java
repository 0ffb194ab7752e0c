/**
 * The container engine, as the rest of the control plane sees it: {@link dev.slipway.engine.Engine}.
 *
 * <p>Speaks the Docker Engine API over the tenant socket; each request says for which team it is made, and the engine
 * itself refuses what a team may not have. The only package that knows the Docker client library and wire types.
 * It decides nothing: what to run and when belongs to {@code build} and {@code deploy}.
 */
@NullMarked
package dev.slipway.engine;

import org.jspecify.annotations.NullMarked;
