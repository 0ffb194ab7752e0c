package dev.slipway.engine;

import java.util.Map;

/**
 * An image to build.
 *
 * @param tag its name
 * @param dockerfile path within the context
 * @param labels put on the image
 */
public record BuildOrder(String tag, String dockerfile, Map<String, String> labels) {}
