/** Local images: names and digests, pull into, tag, remove, save, load, import. */
@NullMarked
package dev.slipway.host.library;

import org.jspecify.annotations.NullMarked;
