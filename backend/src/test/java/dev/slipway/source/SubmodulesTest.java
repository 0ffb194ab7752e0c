package dev.slipway.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.support.GitServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Submodules of a real server's repositories. */
class SubmodulesTest {

    private final GitServer git = new GitServer();
    private final Remotes remotes =
            new Remotes(new Addresses(List.of("127.0.0.1")), Clock.systemUTC(), new Pushed(Path.of("/nonexistent")));

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        git.close();
    }

    @Test
    void submodulesAreFetchedAtTheirCommitAlsoWithinSubmodules() throws IOException {
        // Given
        String deep = git.commitTree("deep", "main", Map.of("d.txt", "deep"), Map.of());
        String library = git.commitTree(
                "library",
                "main",
                Map.of("l.txt", "lib", ".gitmodules", module("inner", "../deep.git")),
                Map.of("inner", deep));
        git.commitTree("library", "main", Map.of("l.txt", "newer"), Map.of());
        git.commitTree(
                "app",
                "main",
                Map.of("web/a.txt", "A", ".gitmodules", module("web/lib", "../library.git")),
                Map.of("web/lib", library));

        // When
        Map<String, String> files = fetch("app", "web");

        // Then
        assertEquals(Map.of("a.txt", "A", "lib/l.txt", "lib", "lib/inner/d.txt", "deep"), without(files));
    }

    @Test
    void whatIsIgnoredIsNotFetched() throws IOException {
        // Given a submodule that nobody could fetch
        git.commitTree(
                "app",
                "main",
                Map.of("a.txt", "A", ".gitmodules", module("gone", "https://git.invalid/gone.git")),
                Map.of("gone", "1234567890123456789012345678901234567890"));

        // When
        try (Checkout checkout = remotes.fetch(GitUrl.parse(git.url("app")), null, folder, () -> false)) {
            ByteArrayOutputStream tar = new ByteArrayOutputStream();
            checkout.writeTar("", path -> !path.equals("gone"), Map.of(), tar);

            // Then
            assertEquals("A", files(tar.toByteArray()).get("a.txt"));
        }
    }

    @Test
    void aSubmoduleOfItselfEnds() {
        // Given
        String first = git.commitTree("loop", "main", Map.of("a.txt", "1"), Map.of());
        String next = first;
        for (int level = 0; level < 5; level++) {
            next = git.commitTree(
                    "loop", "main", Map.of(".gitmodules", module("again", "../loop.git")), Map.of("again", next));
        }

        // When
        SourceFailure failure = assertThrows(SourceFailure.class, () -> fetch("loop", ""));

        // Then
        assertTrue(String.valueOf(failure.getMessage()).contains("is a submodule too many"), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "http://169.254.169.254/x.git, is not reached by https",
        "file:///etc, is not reached by https",
        "https://10.0.0.1/x.git, private address",
        "ext::sh -c true, not usable",
        "../../../../x.git, leads out of",
    })
    void anAddressOfASubmoduleIsHeldToTheSamePolicy(String address, String words) {
        // Given
        git.commitTree(
                "app",
                "main",
                Map.of(".gitmodules", module("m", address)),
                Map.of("m", "1234567890123456789012345678901234567890"));

        // When
        SourceFailure failure = assertThrows(SourceFailure.class, () -> fetch("app", ""));

        // Then
        assertTrue(String.valueOf(failure.getMessage()).contains(words), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/team/app.git, ../lib.git, https://h/team/lib.git",
        "https://h/team/app, ../../other/lib, https://h/other/lib",
        "https://h/team/app.git/, ./sub, https://h/team/app.git/sub",
        "git@h:team/app.git, ../lib.git, git@h:team/lib.git",
        "git@h:app.git, ../lib.git, git@h:lib.git",
        "https://h/a.git, https://x/y.git, https://x/y.git",
    })
    void aRelativeAddressIsThatOfANeighbour(String parent, String address, String absolute) {
        assertEquals(absolute, Submodules.absolute(parent, address));
    }

    private Map<String, String> fetch(String name, String within) throws IOException {
        try (Checkout checkout = remotes.fetch(GitUrl.parse(git.url(name)), null, folder, () -> false)) {
            ByteArrayOutputStream tar = new ByteArrayOutputStream();
            checkout.writeTar(within, path -> true, Map.of(), tar);
            return files(tar.toByteArray());
        }
    }

    private static Map<String, String> without(Map<String, String> files) {
        Map<String, String> rest = new TreeMap<>(files);
        rest.keySet().removeIf(name -> name.endsWith(".gitmodules"));
        return rest;
    }

    private static String module(String path, String url) {
        return "[submodule \"" + path + "\"]\n\tpath = " + path + "\n\turl = " + url + "\n";
    }

    private static Map<String, String> files(byte[] tar) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (TarArchiveInputStream entries = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            TarArchiveEntry entry;
            while ((entry = entries.getNextEntry()) != null) {
                files.put(entry.getName(), new String(entries.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
