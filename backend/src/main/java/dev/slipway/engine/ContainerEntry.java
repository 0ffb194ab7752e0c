package dev.slipway.engine;

import java.util.Map;

/** A container in a list. */
public record ContainerEntry(String id, Map<String, String> labels) {}
