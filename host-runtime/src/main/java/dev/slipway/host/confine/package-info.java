/**
 * What a container's processes may not do: capabilities, the system call filter, hidden and read-only paths, id maps.
 *
 * <p>Decides and adds operations to a program; the program itself is composed in {@code start}.
 */
@NullMarked
package dev.slipway.host.confine;

import org.jspecify.annotations.NullMarked;
