package dev.slipway.host.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.image.Reference;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebianBaseTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({
        "debian, true",
        "debian:latest, true",
        "debian:bookworm, true",
        "debian:bookworm-slim, true",
        "docker.io/library/debian:12-slim, true",
        "debian:trixie-slim, false",
        "debian:latest-slim, false",
        "someone/debian:bookworm, false",
        "localhost:5000/debian:bookworm, false",
        "ubuntu:bookworm, false",
        "debian@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, false",
    })
    void offersItsOwnReleaseOnly(String name, boolean offered) throws IOException {
        // Given
        Files.createDirectories(dir.resolve("etc"));
        Files.writeString(dir.resolve("etc/os-release"), "ID=debian\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\n");

        // When
        DebianBase base = new DebianBase(dir, dir.resolve("work"));

        // Then
        assertEquals(offered, base.offers(Reference.parse(name)));
    }

    @Test
    void anotherDistributionOffersNothing() throws IOException {
        Files.createDirectories(dir.resolve("etc"));
        Files.writeString(dir.resolve("etc/os-release"), "ID=fedora\nVERSION_ID=41\n");
        assertFalse(new DebianBase(dir, dir).offers(Reference.parse("debian")));
    }

    @Test
    void withoutSourcesItSaysSo() throws IOException {
        // Given
        Assumptions.assumeTrue(DebianTool.installed("/usr/bin/mmdebstrap"), "needs mmdebstrap");
        Files.createDirectories(dir.resolve("etc/apt"));
        Files.writeString(dir.resolve("etc/os-release"), "ID=debian\nVERSION_CODENAME=bookworm\n");
        DebianBase base = new DebianBase(dir, dir.resolve("work"));

        // When
        EngineException e = assertThrows(EngineException.class, () -> base.origin(Reference.parse("debian")));

        // Then
        assertEquals(ErrorKind.UNAVAILABLE, e.kind());
        assertTrue(e.getMessage().contains("no package source of release 'bookworm'"), e.getMessage());
    }

    @Test
    void makesASmallRootThatAptWorksIn() throws IOException {
        // Given
        DebianBase base = new DebianBase(Path.of("/"), dir);
        Reference slim = base.offers(Reference.parse("debian:bookworm-slim"))
                ? Reference.parse("debian:bookworm-slim")
                : Reference.parse("debian:trixie-slim");
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        List<String> log = new ArrayList<>();

        // When
        PackagedBases.Origin origin = base.origin(slim);
        base.writeRoot(slim, origin, tar, log::add);

        // Then
        Map<String, TarArchiveEntry> entries = new HashMap<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar.toByteArray()))) {
            for (TarArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                entries.put(e.getName(), e);
            }
        }
        assertTrue(origin.date().isAfter(java.time.Instant.EPOCH), origin.toString());
        assertTrue(
                origin.indexes().values().stream().allMatch(digest -> digest.matches("[0-9a-f]{64}")),
                origin.toString());
        assertTrue(entries.containsKey("./dev/"), "has /dev");
        assertTrue(entries.containsKey("./usr/bin/apt-get"), "has apt");
        assertTrue(entries.containsKey("./etc/apt/sources.list.d/0000debian.sources"), "has sources");
        assertTrue(entries.containsKey("./etc/apt/apt.conf.d/50container"), "has settings");
        assertEquals(0755, entries.get("./usr/sbin/policy-rc.d").getMode() & 0777);
        assertEquals(0755, entries.get("./usr/").getMode() & 0777);
        assertFalse(entries.containsKey("./usr/share/man/man1/ls.1.gz"), "has no manuals");
        assertTrue(entries.containsKey("./usr/share/doc/apt/copyright"), "has licences");
        assertTrue(entries.keySet().stream().noneMatch(name -> name.endsWith("_Packages.lz4")), "has no lists");
        assertTrue(log.size() > 3, log.toString());
        assertTrue(tar.size() < 130_000_000, "size " + tar.size());
        try (var left = Files.list(dir)) {
            assertEquals(0, left.count());
        }
    }
}
