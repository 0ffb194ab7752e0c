/** Benchmarks by name, with a peer in the same run; never part of the tests. */
@NullMarked
package dev.slipway.e2e.bench;

import org.jspecify.annotations.NullMarked;
