package dev.slipway.engine;

import java.util.List;
import java.util.Map;

/**
 * A container to make.
 *
 * @param image id of the image
 * @param environment {@code NAME=value}
 * @param labels for finding it again
 * @param memory bytes
 * @param nanoCpus billionths of a processor
 * @param logBytes of output that is kept; 0 for as much as the engine keeps
 */
public record ContainerOrder(
        String image, List<String> environment, Map<String, String> labels, long memory, long nanoCpus, long logBytes) {

    /** A container whose output is kept as the engine likes. */
    public ContainerOrder(
            String image, List<String> environment, Map<String, String> labels, long memory, long nanoCpus) {
        this(image, environment, labels, memory, nanoCpus, 0);
    }

    /** Shows no values: the environment has secrets in it. */
    @Override
    public String toString() {
        return "ContainerOrder[image=" + image + ", labels=" + labels + "]";
    }
}
