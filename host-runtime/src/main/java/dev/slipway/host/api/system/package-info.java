/** The engine itself: ping, version, info, disk use, events, credentials checks; and one sentence for what is not served. */
@NullMarked
package dev.slipway.host.api.system;

import org.jspecify.annotations.NullMarked;
