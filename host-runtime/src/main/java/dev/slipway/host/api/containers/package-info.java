/**
 * Docker's container documents and acts: from create's document to {@code ContainerConfig} and back, the life of a
 * container, its streams, its files.
 *
 * <p>What may be asked for is checked here and in {@code tenant}; what it means is decided in {@code container}.
 */
@NullMarked
package dev.slipway.host.api.containers;

import org.jspecify.annotations.NullMarked;
