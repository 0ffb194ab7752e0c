/**
 * What every room of the engine stands on: ids, the one error type and its kinds, JSON, ordered closing.
 *
 * <p>Knows no kernel, no HTTP and no container. A type goes here only when at least three packages need it.
 */
@NullMarked
package dev.slipway.host.base;

import org.jspecify.annotations.NullMarked;
