package dev.slipway.host.library;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Step;
import dev.slipway.host.image.Digests;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The documents about images: {@code attachments/TENANT/HEX.KIND}. Each tenant has its own: how one built an image is nothing
 * to another that comes to the same bytes.
 */
final class AttachmentFiles {
    private static final String OPERATOR = "_";
    private final Path folder;

    AttachmentFiles(Path root) {
        this.folder = root.resolve("attachments");
    }

    void put(String tenant, String image, Attachment kind, byte[] document) {
        Path file = file(tenant, image, kind);
        try {
            Files.createDirectories(file.getParent());
            Path temporary = Files.createTempFile(file.getParent(), "new-", ".tmp");
            Files.write(temporary, document);
            Step.before("image: put a document in place");
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw EngineException.internal("cannot keep a document about image '" + image + "': " + e, e);
        }
    }

    Optional<byte[]> find(String tenant, String image, Attachment kind) {
        try {
            return Optional.of(Files.readAllBytes(file(tenant, image, kind)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw EngineException.internal("cannot read a document about image '" + image + "': " + e, e);
        }
    }

    /** Removes all tenants' documents about an image. */
    void delete(String image) {
        if (!Files.exists(folder)) {
            return;
        }
        try (DirectoryStream<Path> tenants = Files.newDirectoryStream(folder)) {
            for (Path tenant : tenants) {
                for (Attachment kind : Attachment.values()) {
                    Files.deleteIfExists(tenant.resolve(name(image, kind)));
                }
            }
        } catch (IOException e) {
            throw EngineException.internal("cannot delete the documents about image '" + image + "': " + e, e);
        }
    }

    /** Removes what belongs to no image, and what a sudden end left unfinished. */
    void keepOnly(Collection<String> images) {
        Set<String> kept = images.stream().map(Digests::hex).collect(Collectors.toSet());
        if (!Files.exists(folder)) {
            return;
        }
        try (DirectoryStream<Path> tenants = Files.newDirectoryStream(folder)) {
            for (Path tenant : tenants) {
                keepOnly(tenant, kept);
            }
        } catch (IOException e) {
            throw EngineException.internal("cannot list '" + folder + "': " + e, e);
        }
    }

    private static void keepOnly(Path tenant, Set<String> kept) throws IOException {
        try (DirectoryStream<Path> documents = Files.newDirectoryStream(tenant)) {
            for (Path document : documents) {
                if (!kept.contains(document.getFileName().toString().replaceFirst("\\..*", ""))) {
                    Files.deleteIfExists(document);
                }
            }
        }
    }

    private Path file(String tenant, String image, Attachment kind) {
        return folder.resolve(tenant.isEmpty() ? OPERATOR : tenant).resolve(name(image, kind));
    }

    private static String name(String image, Attachment kind) {
        return Digests.hex(image) + "." + kind.name().toLowerCase(Locale.ROOT);
    }
}
