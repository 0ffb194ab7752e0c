package dev.slipway.host.library;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.image.Descriptor;
import dev.slipway.host.image.Digests;
import dev.slipway.host.image.MediaType;
import dev.slipway.host.layer.Blob;
import dev.slipway.host.layer.Decompression;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.registry.Registry;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** One push: layers as gzip, config as it is, a schema 2 manifest, which every registry and client takes. */
final class ImagePush {
    private static final int FAST_LEVEL = 4;
    private static final int BUFFER_BYTES = 64 << 10;

    private final Layers layers;
    private final Registry registry;
    private final Path temporary;
    private final Map<String, Descriptor> compressed;
    private final @Nullable String from;
    private final PullProgress progress;

    /**
     * @param compressed layers that were pushed before, by diff id; what the registry has of them need not be compressed again
     * @param from another repository of the registry that has the image, or null
     */
    ImagePush(
            Layers layers,
            Registry registry,
            Path temporary,
            Map<String, Descriptor> compressed,
            @Nullable String from,
            PullProgress progress) {
        this.compressed = compressed;
        this.layers = layers;
        this.registry = registry;
        this.temporary = temporary;
        this.from = from;
        this.progress = progress;
    }

    /** Pushes; the manifest. */
    Descriptor run(String tag, byte[] config, List<String> diffIds) {
        diffIds.forEach(diffId -> progress.layer("Preparing", diffId));
        List<Descriptor> blobs = new ArrayList<>();
        Map<String, Descriptor> done = new LinkedHashMap<>();
        for (String diffId : diffIds) {
            Descriptor known = done.get(diffId);
            Descriptor blob = known == null ? layer(diffId) : known;
            done.put(diffId, blob);
            blobs.add(blob);
        }
        String configDigest = Digests.of(config);
        if (!registry.has(configDigest)) {
            registry.putBlob(configDigest, config.length, () -> new ByteArrayInputStream(config), from);
        }
        byte[] manifest = manifest(Descriptor.of(MediaType.DOCKER_CONFIG, configDigest, config.length), blobs);
        registry.putManifest(tag, manifest, MediaType.DOCKER_MANIFEST);
        String digest = Digests.of(manifest);
        progress.say(tag + ": digest: " + digest + " size: " + manifest.length);
        progress.send(Map.of(
                "progressDetail", Map.of(), "aux", Map.of("Tag", tag, "Digest", digest, "Size", manifest.length)));
        return Descriptor.of(MediaType.DOCKER_MANIFEST, digest, manifest.length);
    }

    private static byte[] manifest(Descriptor config, List<Descriptor> blobs) {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", MediaType.DOCKER_MANIFEST);
        manifest.put("config", config);
        manifest.put("layers", blobs);
        return Json.write(manifest).getBytes(StandardCharsets.UTF_8);
    }

    private Descriptor layer(String diffId) {
        Optional<Blob> kept = layers.blob(diffId).filter(blob -> blob.compression() == Decompression.GZIP);
        if (kept.isPresent()) {
            Blob blob = kept.get();
            upload(diffId, blob.digest(), blob.bytes(), () -> layers.openBlob(diffId));
            return Descriptor.of(MediaType.DOCKER_LAYER_GZIP, blob.digest(), blob.bytes());
        }
        Descriptor known = compressed.get(diffId);
        if (known != null && registry.has(known.digest())) {
            progress.layer("Layer already exists", diffId);
            return known;
        }
        Descriptor fresh = compressed(diffId);
        compressed.put(diffId, fresh);
        return fresh;
    }

    /** The digest must be known before the upload, so the compressed layer waits in a file. */
    private Descriptor compressed(String diffId) {
        try {
            Path file = Files.createTempFile(temporary, "push-", ".gz");
            try {
                String digest = compress(diffId, file);
                long size = Files.size(file);
                upload(diffId, digest, size, () -> open(file));
                return Descriptor.of(MediaType.DOCKER_LAYER_GZIP, digest, size);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw EngineException.internal("cannot compress layer '" + diffId + "': " + e.getMessage(), e);
        }
    }

    private String compress(String diffId, Path file) throws IOException {
        MessageDigest digest = Digests.sha256();
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest);
                OutputStream gzip = new GZIPOutputStream(out, BUFFER_BYTES) {
                    {
                        def.setLevel(FAST_LEVEL);
                    }
                }) {
            layers.writeTar(diffId, gzip);
        }
        return Digests.format(digest.digest());
    }

    private static InputStream open(Path file) {
        try {
            return new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        } catch (IOException e) {
            throw EngineException.internal("cannot read '" + file + "': " + e, e);
        }
    }

    private void upload(String diffId, String digest, long size, Supplier<InputStream> bytes) {
        if (registry.has(digest)) {
            progress.layer("Layer already exists", diffId);
            return;
        }
        registry.putBlob(digest, size, () -> new Watched(bytes.get(), diffId, size), from);
        progress.layer("Pushed", diffId);
    }

    /** Says how far the upload is. */
    private final class Watched extends java.io.FilterInputStream {
        private final String diffId;
        private final long size;
        private long position;

        Watched(InputStream in, String diffId, long size) {
            super(in);
            this.diffId = diffId;
            this.size = size;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int n = super.read(into, from, length);
            position += Math.max(n, 0);
            progress.moved("Pushing", diffId, position, size);
            return n;
        }
    }
}
