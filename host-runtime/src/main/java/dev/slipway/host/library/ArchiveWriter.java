package dev.slipway.host.library;

import dev.slipway.host.base.Json;
import dev.slipway.host.image.Digests;
import dev.slipway.host.image.MediaType;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.layer.TarEntry;
import dev.slipway.host.layer.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes images as an archive that is both Docker's and an OCI layout, as Docker itself has done since version 25: blobs
 * by digest, {@code manifest.json} and {@code index.json} beside them.
 */
final class ArchiveWriter {
    private static final String BLOBS = "blobs/sha256/";
    private final Layers layers;
    private final TarWriter tar;
    private final OutputStream out;
    private final Set<String> written = new HashSet<>();
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final List<Map<String, Object>> manifests = new ArrayList<>();

    ArchiveWriter(Layers layers, OutputStream out) {
        this.layers = layers;
        this.out = out;
        this.tar = new TarWriter(out);
    }

    /** @param names tags to save it under, familiar ({@code debian:bookworm-slim}) */
    void add(byte[] config, List<String> diffIds, List<String> names, List<String> fullNames) throws IOException {
        for (String diffId : diffIds) {
            layer(diffId);
        }
        String configDigest = blob(config);
        List<Map<String, Object>> entries = new ArrayList<>();
        for (String diffId : diffIds) {
            entries.add(descriptor(MediaType.OCI_LAYER, diffId, layers.tarBytes(diffId)));
        }
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", MediaType.OCI_MANIFEST);
        manifest.put("config", descriptor(MediaType.OCI_CONFIG, configDigest, config.length));
        manifest.put("layers", entries);
        byte[] bytes = Json.write(manifest).getBytes(StandardCharsets.UTF_8);
        String digest = blob(bytes);
        index(descriptor(MediaType.OCI_MANIFEST, digest, bytes.length), fullNames);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("Config", BLOBS + Digests.hex(configDigest));
        row.put("RepoTags", names);
        row.put("Layers", diffIds.stream().map(id -> BLOBS + Digests.hex(id)).toList());
        rows.add(row);
    }

    private void layer(String diffId) throws IOException {
        if (!written.add(diffId)) {
            return;
        }
        long size = layers.tarBytes(diffId);
        tar.begin(TarEntry.of(BLOBS + Digests.hex(diffId), TarEntry.Type.FILE, 0644, size, ""));
        layers.writeTar(diffId, out);
        tar.end(size);
    }

    private String blob(byte[] content) throws IOException {
        String digest = Digests.of(content);
        if (written.add(digest)) {
            tar.add(BLOBS + Digests.hex(digest), content);
        }
        return digest;
    }

    private static Map<String, Object> descriptor(String type, String digest, long size) {
        Map<String, Object> descriptor = new LinkedHashMap<>();
        descriptor.put("mediaType", type);
        descriptor.put("digest", digest);
        descriptor.put("size", size);
        return descriptor;
    }

    private void index(Map<String, Object> descriptor, List<String> fullNames) {
        if (fullNames.isEmpty()) {
            manifests.add(descriptor);
        }
        for (String name : fullNames) {
            Map<String, Object> named = new LinkedHashMap<>(descriptor);
            named.put(
                    "annotations",
                    Map.of(
                            ArchivedImage.CONTAINERD_NAME,
                            name,
                            ArchivedImage.OCI_NAME,
                            name.substring(name.lastIndexOf(':') + 1)));
            manifests.add(named);
        }
    }

    void finish() throws IOException {
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("schemaVersion", 2);
        index.put("mediaType", MediaType.OCI_INDEX);
        index.put("manifests", manifests);
        tar.add(ArchivedImage.OCI_INDEX, json(index));
        tar.add(ArchivedImage.DOCKER_MANIFEST, json(rows));
        tar.add(ArchivedImage.OCI_LAYOUT, json(Map.of("imageLayoutVersion", "1.0.0")));
        tar.finish();
    }

    private static byte[] json(Object value) {
        return Json.write(value).getBytes(StandardCharsets.UTF_8);
    }
}
