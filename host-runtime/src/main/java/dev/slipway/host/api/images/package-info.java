/** Docker's image documents and acts over the local library: list, inspect, pull, load, save, import, tag, remove, prune. */
@NullMarked
package dev.slipway.host.api.images;

import org.jspecify.annotations.NullMarked;
