package dev.slipway.host.library;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.layer.Decompression;
import dev.slipway.host.layer.TarEntry;
import dev.slipway.host.layer.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members of an image archive as files with numbers for names, since an archive names its layers only in a member that
 * often comes last. The archive's own names are only looked up, never used as paths.
 */
final class ArchiveSpool implements AutoCloseable {
    private static final int MAX_MEMBERS = 20_000;
    private static final int MAX_LINKS = 8;

    private final Path folder;
    private final Map<String, Path> files = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();

    private ArchiveSpool(Path folder) {
        this.folder = folder;
    }

    /** Spools {@code archive}, plain or compressed, below {@code parent}. */
    static ArchiveSpool read(InputStream archive, Path parent, long maxBytes) {
        try {
            ArchiveSpool spool = new ArchiveSpool(Files.createTempDirectory(parent, "load-"));
            try {
                spool.fill(archive, maxBytes);
                return spool;
            } catch (IOException | RuntimeException e) {
                spool.close();
                throw e;
            }
        } catch (IOException e) {
            throw new EngineException(ErrorKind.INVALID, "cannot read the image archive: " + e.getMessage(), e);
        }
    }

    private void fill(InputStream archive, long maxBytes) throws IOException {
        long total = 0;
        TarReader tar = new TarReader(Decompression.open(archive));
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            String name = clean(entry.name());
            total += entry.bytes();
            if (files.size() + links.size() >= MAX_MEMBERS || total > maxBytes) {
                throw EngineException.invalid(
                        "the image archive has more than " + MAX_MEMBERS + " members or " + maxBytes + " bytes");
            }
            switch (entry.type()) {
                case FILE -> {
                    Path file = folder.resolve(Integer.toString(files.size()));
                    Files.copy(tar.data(), file);
                    files.put(name, file);
                }
                case SYMLINK -> links.put(name, beside(name, entry.linkName()));
                case HARD_LINK -> links.put(name, clean(entry.linkName()));
                case FOLDER, FIFO, CHAR_DEVICE, BLOCK_DEVICE -> {
                    // Nothing of an image is in them.
                }
            }
        }
    }

    /** A link's target as a name in the archive. */
    private static String beside(String name, String target) {
        int slash = name.lastIndexOf('/');
        return clean(target.startsWith("/") || slash < 0 ? target : name.substring(0, slash) + "/" + target);
    }

    private static String clean(String name) {
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/")) {
            if (part.equals("..") && !parts.isEmpty()) {
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    boolean has(String name) {
        return find(name).isPresent();
    }

    private Optional<Path> find(String name) {
        String at = clean(name);
        for (int i = 0; i < MAX_LINKS && links.containsKey(at); i++) {
            at = links.get(at);
        }
        return Optional.ofNullable(files.get(at));
    }

    private Path require(String name) {
        return find(name)
                .orElseThrow(() ->
                        EngineException.invalid("the image archive has no member '" + name + "', which it refers to"));
    }

    /** A document's bytes. */
    byte[] bytes(String name, int max) throws IOException {
        Path file = require(name);
        if (Files.size(file) > max) {
            throw EngineException.invalid("member '" + name + "' of the image archive has more than " + max + " bytes");
        }
        return Files.readAllBytes(file);
    }

    InputStream open(String name) throws IOException {
        return Files.newInputStream(require(name));
    }

    @Override
    public void close() {
        try (var all = Files.newDirectoryStream(folder)) {
            for (Path file : all) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw EngineException.internal("cannot remove '" + folder + "': " + e, e);
        }
    }
}
