/**
 * The commands, one class per noun or verb that people type.
 *
 * <p>A command resolves names, makes requests and prints; what fails is a {@link dev.slipway.cli.base.Failure}, turned into
 * one line and an exit code by {@link dev.slipway.cli.command.Slipway}.
 */
@NullMarked
package dev.slipway.cli.command;

import org.jspecify.annotations.NullMarked;
