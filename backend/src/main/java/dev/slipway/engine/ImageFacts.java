package dev.slipway.engine;

import java.util.List;

/**
 * An image.
 *
 * @param id digest that pins it
 * @param exposedPorts tcp ports it declares, in ascending order
 */
public record ImageFacts(String id, List<Integer> exposedPorts) {}
