/**
 * Shells in running instances, from the page.
 *
 * <p>Text frames are control, binary frames are bytes both ways. Who may open one was decided at the socket's upgrade;
 * the shell itself is the engine's exec.
 */
@NullMarked
package dev.slipway.terminal;

import org.jspecify.annotations.NullMarked;
