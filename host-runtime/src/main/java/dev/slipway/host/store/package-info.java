/**
 * Small durable state: one JSON document per file, replaced as a whole, readable after a kill at any moment.
 *
 * <p>Not for bulk data (that is {@code layer}'s and {@code logs}'s) and not a database: whoever owns a document keeps
 * the current value in memory and writes it here when it changes.
 */
@NullMarked
package dev.slipway.host.store;

import org.jspecify.annotations.NullMarked;
