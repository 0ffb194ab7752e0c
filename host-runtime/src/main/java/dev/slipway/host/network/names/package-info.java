/**
 * The name service of a container network: DNS on the bridge's gateway address. Names of the network's containers are
 * answered from a table; every other question goes to the host's own resolvers.
 *
 * <p>Knows no container and no bridge. Written against hostile questions: everything is bounded, an answer is believed
 * only when it fits the question that was asked under a random number.
 */
@NullMarked
package dev.slipway.host.network.names;

import org.jspecify.annotations.NullMarked;
