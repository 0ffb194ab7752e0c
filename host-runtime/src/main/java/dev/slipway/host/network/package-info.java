/** Bridges, addresses, NAT, published ports, the name service, and the wall between tenants. */
@NullMarked
package dev.slipway.host.network;

import org.jspecify.annotations.NullMarked;
