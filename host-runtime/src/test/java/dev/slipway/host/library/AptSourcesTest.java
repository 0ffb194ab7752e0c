package dev.slipway.host.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptSourcesTest {
    @TempDir
    Path apt;

    @BeforeEach
    void folder() throws IOException {
        Files.createDirectory(apt.resolve("sources.list.d"));
    }

    @Test
    void takesTheReleasesOwnSuitesOfBothFormatsAndNothingElse() throws IOException {
        // Given
        Files.writeString(apt.resolve("sources.list"), """
                # a comment
                deb [arch=amd64 signed-by=/etc/apt/keyrings/site.gpg] https://mirror.example/debian bookworm main contrib # x
                deb-src https://mirror.example/debian bookworm main
                deb https://tools.example/apt tools-bookworm main
                """);
        Files.writeString(apt.resolve("sources.list.d/debian.sources"), """
                Types: deb deb-src
                # between
                URIs: http://deb.example/debian/
                Suites: bookworm bookworm-updates
                 bookworm-backports
                Components: main non-free
                Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

                Types: deb
                URIs: http://deb.example/other
                Suites: bookworm
                Components: main
                Enabled: no
                """);
        Files.writeString(apt.resolve("sources.list.d/old.list.disabled"), "deb http://no.example bookworm main\n");

        // When
        AptSources sources = AptSources.read(apt, "bookworm");

        // Then
        assertEquals(
                List.of(
                        "https://mirror.example/debian/dists/bookworm/InRelease",
                        "http://deb.example/debian/dists/bookworm/InRelease",
                        "http://deb.example/debian/dists/bookworm-updates/InRelease"),
                sources.indexes());
        assertEquals(
                Set.of("/etc/apt/keyrings/site.gpg", "/usr/share/keyrings/debian-archive-keyring.gpg"),
                sources.keyrings());
        assertTrue(sources.needsCertificates());
        assertTrue(sources.text().contains("Suites: bookworm bookworm-updates\nComponents: main\n"), sources.text());
        assertFalse(sources.text().contains("contrib"));
    }

    @Test
    void anotherReleaseHasNoSources() throws IOException {
        Files.writeString(apt.resolve("sources.list"), "deb http://deb.example/debian bookworm main\n");
        assertTrue(AptSources.read(apt, "trixie").stanzas().isEmpty());
    }
}
