/** Who owns what on this host: id ranges, cgroup parents, networks, and the policy of tenant.sock. */
@NullMarked
package dev.slipway.host.tenant;

import org.jspecify.annotations.NullMarked;
