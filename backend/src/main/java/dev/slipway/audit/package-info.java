/**
 * The record of who did what: every change over REST, every sign-in, every terminal.
 *
 * <p>Only added to. {@link dev.slipway.audit.AuditChain} makes a changed or missing row show; features do not know this
 * package, it watches the doors from outside.
 */
@NullMarked
package dev.slipway.audit;

import org.jspecify.annotations.NullMarked;
