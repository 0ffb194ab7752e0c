/** What happened, published, kept for a while, replayed. */
@NullMarked
package dev.slipway.host.events;

import org.jspecify.annotations.NullMarked;
