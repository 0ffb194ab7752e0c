/** Control groups: one interface, two back ends (v1 hierarchies, unified v2). */
@NullMarked
package dev.slipway.host.cgroup;

import org.jspecify.annotations.NullMarked;
