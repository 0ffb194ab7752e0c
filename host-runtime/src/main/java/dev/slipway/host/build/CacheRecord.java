package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.image.ImageConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps that made an image, for a builder elsewhere: what each was known by, and the configuration it led to. The layers are
 * the image's own, so that the record is small; steps of stages that the image has no layer of are not in it.
 */
final class CacheRecord {
    private static final int VERSION = 1;
    private static final int MOST_STEPS = 10_000;

    /** Steps of this build, in the order in which they were done; stages add at the same time. */
    private final List<Step> steps = Collections.synchronizedList(new ArrayList<>());

    /** @param key as {@link CacheKey} makes it */
    record Step(String key, ImageConfig config) {}

    /** The document. */
    record Document(int version, List<Step> steps) {}

    void add(String key, ImageConfig config) {
        steps.add(new Step(key, config));
    }

    /** What of it belongs to an image with these layers. */
    byte[] write(List<String> layers) {
        List<Step> own;
        synchronized (steps) {
            own = steps.stream().filter(step -> isPart(step, layers)).toList();
        }
        return Json.write(new Document(VERSION, own)).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a document about an image with these layers; steps that name any other layer are left out, for a record comes from
     * whoever may push, and a layer's digest alone must give nobody its files.
     */
    static Map<String, ImageConfig> read(byte[] bytes, List<String> layers) {
        Document document = Json.read(new String(bytes, StandardCharsets.UTF_8), Document.class);
        if (document.version != VERSION || document.steps == null || document.steps.size() > MOST_STEPS) {
            throw EngineException.invalid("its record of steps has another version, or too many");
        }
        Map<String, ImageConfig> steps = new HashMap<>();
        for (Step step : document.steps) {
            boolean whole = Optional.ofNullable(step.config)
                    .map(ImageConfig::rootfs)
                    .map(ImageConfig.Rootfs::diffIds)
                    .isPresent();
            if (step.key != null && whole && isPart(step, layers)) {
                steps.put(step.key, step.config);
            }
        }
        return steps;
    }

    private static boolean isPart(Step step, List<String> layers) {
        List<String> own = step.config.rootfs().diffIds();
        return own.size() <= layers.size() && own.equals(layers.subList(0, own.size()));
    }
}
