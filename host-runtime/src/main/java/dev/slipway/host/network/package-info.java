/**
 * Bridges, addresses, NAT, published ports, the name service, and the wall between tenants.
 *
 * <p>One bridge and one subnet per network. A container gets a veth pair whose inner end is born in its network
 * namespace as eth0; its address and route are set from the inside by its own first process. Everything else is rules:
 * one nftables table per engine, replaced as a whole at engine start, and the only external program ({@code nft}).
 * Knows containers by id only.
 */
@NullMarked
package dev.slipway.host.network;

import org.jspecify.annotations.NullMarked;
