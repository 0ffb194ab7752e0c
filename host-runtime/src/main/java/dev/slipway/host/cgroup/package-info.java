/**
 * Control groups: limits, use, freezing and ending, for one container or all of a tenant. One interface
 * ({@link dev.slipway.host.cgroup.Cgroups}), two back ends: the separate v1 hierarchies, and the unified v2 one.
 *
 * <p>Everything here is files under the mounted hierarchies, in the engine's own parent {@code /slipway-<engine>}:
 * {@code /slipway-<engine>/<tenant parent>/<container id>}. Decides no limit itself, knows no container.
 */
@NullMarked
package dev.slipway.host.cgroup;

import org.jspecify.annotations.NullMarked;
