package dev.slipway.host.build.dockerfile;

import java.util.List;

/**
 * One FROM and what follows it.
 *
 * @param index from 0
 */
public record Stage(int index, Instruction.From from, List<Instruction> steps) {}
