/**
 * Who is calling, and what each door asks of a caller.
 *
 * <p>A request brings a session cookie or a bearer token; {@link dev.slipway.identity.CallerFilter} turns it into a
 * {@link dev.slipway.identity.Caller}. Sockets bring a single-use ticket. What a caller may do in which team is
 * decided in {@code tenancy}, never here.
 */
@NullMarked
package dev.slipway.identity;

import org.jspecify.annotations.NullMarked;
