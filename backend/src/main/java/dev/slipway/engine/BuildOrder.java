package dev.slipway.engine;

import dev.slipway.platform.Secret;
import java.util.Map;

/**
 * An image to build.
 *
 * @param tag its name
 * @param dockerfile path within the context
 * @param labels put on the image
 * @param secrets what {@code RUN --mount=type=secret} finds by its id; part of no layer
 */
public record BuildOrder(String tag, String dockerfile, Map<String, String> labels, Map<String, Secret> secrets) {}
