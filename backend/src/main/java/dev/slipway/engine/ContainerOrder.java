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
 */
public record ContainerOrder(
        String image, List<String> environment, Map<String, String> labels, long memory, long nanoCpus) {

    /** Shows no values: the environment has secrets in it. */
    @Override
    public String toString() {
        return "ContainerOrder[image=" + image + ", labels=" + labels + "]";
    }
}
