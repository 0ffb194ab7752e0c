package dev.slipway.host.library;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Step;
import dev.slipway.host.image.Descriptor;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.image.Manifest;
import dev.slipway.host.image.Platform;
import dev.slipway.host.image.Reference;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.registry.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** One pull: manifest, config, then the layers, three at a time, each unpacked while it comes. */
final class ImagePull {
    /** As Docker does; more only take each other's share of the line. */
    private static final int PARALLEL = 3;

    private final Layers layers;
    private final ImageFiles files;
    private final Content content;
    private final Registry registry;
    private final PullProgress progress;

    ImagePull(Layers layers, ImageFiles files, Content content, Registry registry, PullProgress progress) {
        this.layers = layers;
        this.files = files;
        this.content = content;
        this.registry = registry;
        this.progress = progress;
    }

    /**
     * Pulls {@code name}.
     *
     * @param asked whether the caller chose the platform, so that another one is an error
     * @param known layers that need not come again
     * @param keep called with the image's id and the digest its name points to, while its layers are kept
     */
    void run(
            Reference name,
            Platform platform,
            boolean asked,
            Predicate<String> known,
            BiConsumer<String, String> keep) {
        String wanted = wanted(name);
        Registry.Fetched fetched = registry.manifest(wanted);
        progress.say("Pulling from " + name.repository(), wanted);
        Manifest.Single manifest = single(fetched.manifest(), platform);
        byte[] bytes = registry.bytes(manifest.config(), ImageFiles.MAX_CONFIG_BYTES);
        ImageConfig config = ImageFiles.parse(bytes);
        checkPlatform(name, config, platform, asked);
        List<String> diffIds = config.rootfs().diffIds();
        if (diffIds.size() != manifest.layers().size()) {
            throw EngineException.invalid("the manifest of '" + name.familiar() + "' lists "
                    + manifest.layers().size() + " layers, its config " + diffIds.size());
        }
        try (Content.Pin pin = content.pin(diffIds)) {
            Step.before("pull: fetch layers");
            fetchAll(manifest.layers(), diffIds, known);
            Step.before("pull: keep the config");
            keep.accept(files.put(bytes), fetched.digest());
        }
        progress.say("Digest: " + fetched.digest());
    }

    private static String wanted(Reference name) {
        String digest = name.digest();
        String tag = name.tag();
        return digest != null ? digest : tag != null ? tag : Reference.DEFAULT_TAG;
    }

    private Manifest.Single single(Manifest manifest, Platform platform) {
        return switch (manifest) {
            case Manifest.Single single -> single;
            case Manifest.Index index -> {
                Descriptor entry = platform.select(index.manifests())
                        .orElseThrow(() -> EngineException.notFound(
                                "no matching manifest for " + platform + " in the manifest list entries"));
                if (registry.manifest(entry.digest()).manifest() instanceof Manifest.Single single) {
                    yield single;
                }
                throw EngineException.invalid("the manifest list's entry for " + platform + " is a list again");
            }
        };
    }

    private static void checkPlatform(Reference name, ImageConfig config, Platform platform, boolean asked) {
        boolean fits =
                platform.os().equals(config.os()) && platform.architecture().equals(config.architecture());
        if (asked && !fits) {
            throw EngineException.notFound("image with reference " + name.familiar()
                    + " was found but does not provide the specified platform (" + platform + ")");
        }
    }

    private void fetchAll(List<Descriptor> blobs, List<String> diffIds, Predicate<String> known) {
        Set<String> seen = new HashSet<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(
                PARALLEL, Thread.ofPlatform().daemon(true).name("pull-", 0).factory())) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < blobs.size(); i++) {
                Descriptor blob = blobs.get(i);
                String diffId = diffIds.get(i);
                if (!seen.add(diffId)) {
                    continue;
                }
                if (known.test(diffId)) {
                    progress.layer("Already exists", blob.digest());
                } else {
                    progress.layer("Pulling fs layer", blob.digest());
                    running.add(pool.submit(() -> fetch(blob, diffId)));
                }
            }
            awaitAll(running, pool);
        }
    }

    /** The first failure, or the caller's interruption, ends the others. */
    private static void awaitAll(List<Future<?>> running, ExecutorService pool) {
        try {
            for (Future<?> layer : running) {
                layer.get();
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
            throw new EngineException(dev.slipway.host.base.ErrorKind.UNAVAILABLE, "the pull was cancelled", e);
        } catch (ExecutionException e) {
            pool.shutdownNow();
            throw e.getCause() instanceof EngineException failure
                    ? failure
                    : EngineException.internal("cannot keep a layer: " + e.getMessage(), e);
        }
    }

    private void fetch(Descriptor blob, String diffId) {
        String digest = blob.digest();
        try (InputStream in =
                registry.blob(blob, position -> progress.moved("Downloading", digest, position, blob.size()))) {
            Step.before("pull: unpack a layer");
            layers.unpack(in, diffId);
        } catch (IOException e) {
            throw EngineException.internal("cannot close the download of " + digest + ": " + e, e);
        }
        progress.layer("Download complete", digest);
        progress.moved("Extracting", digest, blob.size(), blob.size());
        progress.layer("Pull complete", digest);
    }
}
