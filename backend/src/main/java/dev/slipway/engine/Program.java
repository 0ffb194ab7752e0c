package dev.slipway.engine;

import java.util.List;

/**
 * A program to run in a container with its streams here.
 *
 * @param command its name and arguments
 * @param terminal whether it gets a terminal; without one, output and errors stay apart
 * @param columns of the terminal
 * @param rows of the terminal
 */
public record Program(List<String> command, boolean terminal, int columns, int rows) {}
