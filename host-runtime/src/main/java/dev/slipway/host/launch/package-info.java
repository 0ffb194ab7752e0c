/**
 * Starting processes without C: a list of system calls composed in Java ({@link dev.slipway.host.launch.SyscallProgram}) and
 * executed by a launcher of about two hundred bytes of machine code ({@link dev.slipway.host.launch.LauncherElf}).
 *
 * <p>Knows how to run a program, not what a container is: which calls are made is decided in {@code mount}, {@code confine}
 * and {@code start}.
 */
@NullMarked
package dev.slipway.host.launch;

import org.jspecify.annotations.NullMarked;
