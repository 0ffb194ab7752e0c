/**
 * What people saw in terminals: kept for a while, listed, played back.
 *
 * <p>Whether a terminal is recorded is the project's setting; who may read recordings is a permission of its own. Who opened a
 * terminal is in the audit in any case. The terminal itself is {@code terminal}.
 */
@NullMarked
package dev.slipway.recording;

import org.jspecify.annotations.NullMarked;
