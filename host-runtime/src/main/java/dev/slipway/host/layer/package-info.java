/**
 * Layers: content-addressed, unpacked once and shared by all containers, and the writable snapshots on top of them. Reads
 * and writes their archives; everything an archive or a container made is touched by descriptor only.
 *
 * <p>Knows no image and no registry (that is {@code library} and {@code registry}) and mounts nothing ({@code mount}).
 */
@NullMarked
package dev.slipway.host.layer;

import org.jspecify.annotations.NullMarked;
