/**
 * Teams, projects, members, roles, and the permission of every door.
 *
 * <p>{@link dev.slipway.tenancy.Policy} is the only place where it is decided whether a caller may do something; the
 * filter of REST and the upgrade check of sockets both ask it. A feature tells which team owns its things by a
 * {@link dev.slipway.tenancy.TeamOf}. What a foreign id names looks like what does not exist.
 */
@NullMarked
package dev.slipway.tenancy;

import org.jspecify.annotations.NullMarked;
