package dev.slipway.host.api;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.library.Image;
import dev.slipway.host.library.Library;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A library with one image, "busybox". */
final class TestingLibrary implements Library {
    private static final ImageConfig CONFIG = new ImageConfig(
            null, null, "amd64", "linux", null, null, new ImageConfig.Rootfs("layers", List.of()), List.of());
    static final Image BUSYBOX =
            new Image("sha256:" + "a".repeat(64), CONFIG, List.of("busybox:latest"), List.of(), 42, Instant.EPOCH);

    @Override
    public Optional<Image> find(String tenant, String reference) {
        boolean known =
                reference.equals("busybox") || reference.equals("busybox:latest") || reference.equals(BUSYBOX.id());
        return known ? Optional.of(BUSYBOX) : Optional.empty();
    }

    @Override
    public Image require(String tenant, String reference) {
        return find(tenant, reference).orElseThrow(() -> EngineException.notFound("No such image: " + reference));
    }

    @Override
    public List<Image> list(String tenant) {
        return List.of(BUSYBOX);
    }

    @Override
    public Image pull(
            String tenant,
            String reference,
            @Nullable String auth,
            @Nullable String platform,
            Consumer<Map<String, Object>> progress) {
        if (reference.startsWith("missing")) {
            throw EngineException.notFound("pull access denied for " + reference);
        }
        progress.accept(Map.of("status", "Pulling from " + reference));
        if (reference.startsWith("broken")) {
            throw EngineException.internal("the registry broke", null);
        }
        return BUSYBOX;
    }

    @Override
    public void push(String tenant, String reference, @Nullable String auth, Consumer<Map<String, Object>> progress) {
        progress.accept(Map.of("status", "The push refers to repository [" + reference + "]"));
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
        try {
            archive.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(BUSYBOX);
    }

    @Override
    public void save(String tenant, List<String> references, OutputStream out) {
        try {
            out.write(new byte[] {1, 2, 3});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Image importRoot(
            String tenant, InputStream tar, @Nullable String reference, ImageConfig.Run run, String message) {
        return BUSYBOX;
    }

    @Override
    public Image create(String tenant, ImageConfig config, @Nullable String reference) {
        return BUSYBOX;
    }

    @Override
    public void tag(String tenant, String reference, String newReference) {
        require(tenant, reference);
    }

    @Override
    public List<Removal> remove(String tenant, String reference, boolean force, boolean keepParents) {
        return List.of(new Removal("busybox:latest", null), new Removal(null, BUSYBOX.id()));
    }

    @Override
    public void use(String imageId, String containerId) {
        // Nothing is removed from here.
    }

    @Override
    public void unuse(String imageId, String containerId) {
        // Nothing is removed from here.
    }
}
