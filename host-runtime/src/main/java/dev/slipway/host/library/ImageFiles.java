package dev.slipway.host.library;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.base.Step;
import dev.slipway.host.image.Digests;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.store.StateFile;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The config documents of all images, byte for byte as they came: {@code configs/HEX.json}, named by their digest, which
 * is the image's id. Fields this engine does not know survive a save or push that way.
 */
final class ImageFiles {
    /** Largest config accepted; real ones have some kilobytes. */
    static final int MAX_CONFIG_BYTES = 8 << 20;

    private static final String ENDING = ".json";
    private static final System.Logger LOG = System.getLogger("slipway.images");
    private final Path folder;
    private final Map<String, ImageConfig> read = new ConcurrentHashMap<>();

    ImageFiles(Path root) {
        this.folder = root.resolve("configs");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw EngineException.internal("cannot make the folder '" + folder + "': " + e, e);
        }
    }

    /** Reads a config document; INVALID when it is none. */
    static ImageConfig parse(byte[] bytes) {
        if (bytes.length > MAX_CONFIG_BYTES) {
            throw EngineException.invalid("the image's config has more than " + MAX_CONFIG_BYTES + " bytes");
        }
        ImageConfig config = Json.read(new String(bytes, StandardCharsets.UTF_8), ImageConfig.class);
        List<String> layers = config.rootfs() == null ? null : config.rootfs().diffIds();
        if (layers == null || config.os() == null || config.architecture() == null) {
            throw EngineException.invalid("the image's config names no layers, no os or no architecture");
        }
        layers.forEach(Digests::hex);
        return config;
    }

    /** Keeps a document; its id. */
    String put(byte[] bytes) {
        ImageConfig config = parse(bytes);
        String id = Digests.of(bytes);
        Path file = file(id);
        try {
            if (!Files.exists(file)) {
                Path temporary = Files.createTempFile(folder, "new-", ".tmp");
                Files.write(temporary, bytes);
                Step.before("image: put the config in place");
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw EngineException.internal("cannot keep the config of image '" + id + "': " + e, e);
        }
        read.put(id, config);
        return id;
    }

    private Path file(String id) {
        return folder.resolve(Digests.hex(id) + ENDING);
    }

    ImageConfig config(String id) {
        return read.computeIfAbsent(id, i -> parse(bytes(i)));
    }

    byte[] bytes(String id) {
        try {
            return Files.readAllBytes(file(id));
        } catch (NoSuchFileException e) {
            throw EngineException.internal("the config of image '" + id + "' is gone from the disk", e);
        } catch (IOException e) {
            throw EngineException.internal("cannot read the config of image '" + id + "': " + e, e);
        }
    }

    /** Moves configs aside that are not what their name, the digest, says. */
    void setDamagedAside() {
        for (String id : ids()) {
            byte[] bytes = bytes(id);
            if (Digests.of(bytes).equals(id)) {
                continue;
            }
            Path aside = file(id).resolveSibling(file(id).getFileName() + StateFile.DAMAGED);
            LOG.log(
                    Level.ERROR,
                    "the config of image ''{0}'' is damaged on disk; it is kept as ''{1}'' and the image is forgotten:"
                            + " pull or build it again",
                    id,
                    aside);
            try {
                Files.move(file(id), aside, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw EngineException.internal("cannot move '" + file(id) + "' aside: " + e, e);
            }
        }
    }

    boolean has(String id) {
        return read.containsKey(id) || Files.exists(file(id));
    }

    void delete(String id) {
        read.remove(id);
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            throw EngineException.internal("cannot delete the config of image '" + id + "': " + e, e);
        }
    }

    /** The ids of all; leftovers of a sudden end are removed. */
    List<String> ids() {
        List<String> ids = new ArrayList<>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.endsWith(ENDING)) {
                    ids.add("sha256:" + name.substring(0, name.length() - ENDING.length()));
                } else if (!name.endsWith(StateFile.DAMAGED)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw EngineException.internal("cannot list '" + folder + "': " + e, e);
        }
        return ids;
    }
}
