package dev.slipway.host.container;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Where an exec happens.
 *
 * @param running the container now
 * @param folder where state folders of its execs are made
 * @param events publishes an event of the container: action, attributes
 */
public record ExecPlace(
        String containerId,
        String tenant,
        RunningContainer running,
        Path folder,
        BiConsumer<String, Map<String, String>> events) {}
