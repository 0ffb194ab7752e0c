/** Containers: sealed states, start, stop, wait, remove, restart policy, health, adoption after an engine restart. */
@NullMarked
package dev.slipway.host.container;

import org.jspecify.annotations.NullMarked;
