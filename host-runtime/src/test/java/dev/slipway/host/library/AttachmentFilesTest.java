package dev.slipway.host.library;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttachmentFilesTest {
    private static final String ONE = "sha256:" + "1".repeat(64);
    private static final String TWO = "sha256:" + "2".repeat(64);
    private static final byte[] DOCUMENT = "{}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path root;

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void eachTenantHasItsOwn() {
        // Given
        AttachmentFiles attachments = new AttachmentFiles(root);
        // When
        attachments.put("a", ONE, Attachment.PROVENANCE, DOCUMENT);
        // Then
        assertArrayEquals(
                DOCUMENT, attachments.find("a", ONE, Attachment.PROVENANCE).orElseThrow());
        assertTrue(attachments.find("b", ONE, Attachment.PROVENANCE).isEmpty());
        assertTrue(attachments.find("", ONE, Attachment.PROVENANCE).isEmpty());
        assertTrue(attachments.find("a", ONE, Attachment.SBOM).isEmpty());
    }

    @Test
    void theyGoWithTheImageWhoseverTheyAre() throws IOException {
        // Given
        AttachmentFiles attachments = new AttachmentFiles(root);
        attachments.put("a", ONE, Attachment.SBOM, DOCUMENT);
        attachments.put("", ONE, Attachment.PROVENANCE, DOCUMENT);
        attachments.put("", TWO, Attachment.CACHE, DOCUMENT);
        // When
        attachments.delete(ONE);
        // Then
        assertEquals(List.of("attachments/_/" + "2".repeat(64) + ".cache"), files());
    }

    @Test
    void whatASuddenEndLeftGoesAtTheNextStart() throws IOException {
        // Given
        AttachmentFiles attachments = new AttachmentFiles(root);
        attachments.put("", ONE, Attachment.SBOM, DOCUMENT);
        attachments.put("", TWO, Attachment.SBOM, DOCUMENT);
        Files.writeString(root.resolve("attachments/_/new-123.tmp"), "half");
        // When
        attachments.keepOnly(List.of(ONE));
        // Then
        assertEquals(List.of("attachments/_/" + "1".repeat(64) + ".sbom"), files());
    }
}
