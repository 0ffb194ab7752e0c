/** From a {@link dev.slipway.host.spec.ContainerSpec} to a running process: assembles the launcher program, hands over stdio, finds processes again after an engine restart. */
@NullMarked
package dev.slipway.host.start;

import org.jspecify.annotations.NullMarked;
