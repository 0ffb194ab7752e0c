package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.library.Image;
import dev.slipway.host.library.Library;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Images by name; nothing is fetched. */
final class TestingLibrary implements Library {
    static final String ID = "sha256:" + "a".repeat(64);
    final Map<String, Image> images = new ConcurrentHashMap<>();
    final Set<String> users = new HashSet<>();

    /** @param layers diff ids, bottom first */
    TestingLibrary(ImageConfig.Run run, List<String> layers) {
        ImageConfig config = new ImageConfig(
                null, null, "amd64", "linux", null, run, new ImageConfig.Rootfs("layers", layers), List.of());
        Image image = new Image(ID, config, List.of("busybox:latest"), List.of(), 0, Instant.EPOCH);
        images.put("busybox", image);
        images.put(ID, image);
    }

    @Override
    public Optional<Image> find(String tenant, String reference) {
        return Optional.ofNullable(images.get(reference));
    }

    @Override
    public Image require(String tenant, String reference) {
        return find(tenant, reference).orElseThrow(() -> EngineException.notFound("No such image: " + reference));
    }

    @Override
    public List<Image> list(String tenant) {
        return List.copyOf(images.values());
    }

    @Override
    public Image create(String tenant, ImageConfig config, @Nullable String reference) {
        Image image = new Image("sha256:" + "b".repeat(64), config, List.of(), List.of(), 0, Instant.EPOCH);
        images.put(image.id(), image);
        return image;
    }

    @Override
    public synchronized void use(String imageId, String containerId) {
        users.add(containerId);
    }

    @Override
    public synchronized void unuse(String imageId, String containerId) {
        users.remove(containerId);
    }

    @Override
    public Image pull(
            String tenant,
            String reference,
            @Nullable String auth,
            @Nullable String platform,
            Consumer<Map<String, Object>> progress) {
        throw notAsked();
    }

    @Override
    public void push(String tenant, String reference, @Nullable String auth, Consumer<Map<String, Object>> progress) {
        throw new UnsupportedOperationException("push");
    }

    @Override
    public void login(String server, String auth) {
        throw new AssertionError("no registry here");
    }

    @Override
    public Distribution distribution(String reference, @Nullable String auth) {
        throw new AssertionError("no registry here");
    }

    @Override
    public List<Image> load(String tenant, InputStream archive, Consumer<Map<String, Object>> progress) {
        throw notAsked();
    }

    @Override
    public void save(String tenant, List<String> references, OutputStream out) {
        throw notAsked();
    }

    @Override
    public Image importRoot(
            String tenant, InputStream tar, @Nullable String reference, ImageConfig.Run run, String message) {
        throw notAsked();
    }

    @Override
    public void tag(String tenant, String reference, String newReference) {
        throw notAsked();
    }

    @Override
    public List<Removal> remove(String tenant, String reference, boolean force, boolean keepParents) {
        throw notAsked();
    }

    private static AssertionError notAsked() {
        return new AssertionError("containers do not ask that of the library");
    }
}
