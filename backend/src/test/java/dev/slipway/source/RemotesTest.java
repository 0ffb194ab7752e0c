package dev.slipway.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.support.GitServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
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

/** Fetching from a real git server. */
class RemotesTest {

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
    void theDefaultBranchsNewestCommitIsFetchedAndItsFolderPacked() throws IOException {
        // Given
        String url = git.commit("app", Map.of("README.md", "top", "web/Dockerfile", "FROM x", "web/src/a.txt", "A"));

        // When
        try (Checkout checkout = remotes.fetch(GitUrl.parse(url), null, folder, () -> false)) {
            ByteArrayOutputStream tar = new ByteArrayOutputStream();
            checkout.writeTar("web", path -> true, Map.of("added", "text"), tar);

            // Then
            assertEquals("A change of app", checkout.commit().message());
            assertEquals("Grace", checkout.commit().author());
            assertEquals("[README.md, web]", checkout.names("").toString());
            assertEquals("[Dockerfile, src]", checkout.names("web").toString());
            assertEquals("[]", checkout.names("nowhere").toString());
            assertEquals(
                    "{Dockerfile=FROM x, added=text, src/a.txt=A}",
                    files(tar.toByteArray()).toString());
        }
    }

    @Test
    void aBranchIsFoundByItsName() {
        // Given
        git.commit("app", Map.of("a", "1"));
        String url = git.commit("app", "feature/x", Map.of("b", "2"));

        // When
        try (Checkout checkout = remotes.fetch(GitUrl.parse(url), "feature/x", folder, () -> false)) {
            // Then
            assertEquals("[b]", checkout.names("").toString());
        }
    }

    @Test
    void aRepositoryThatIsNotThereIsSaidSo() {
        // When
        SourceFailure failure = assertThrows(
                SourceFailure.class, () -> remotes.fetch(GitUrl.parse(git.url("nothing")), null, folder, () -> false));

        // Then
        assertTrue(String.valueOf(failure.getMessage()).startsWith("no repository at"), failure.getMessage());
    }

    @Test
    void aServerThatIsNotThereIsSaidSo() throws IOException {
        // Given a port that is held and not listened on
        try (Socket deaf = new Socket()) {
            deaf.bind(new InetSocketAddress("127.0.0.1", 0));
            String url = "git://127.0.0.1:" + deaf.getLocalPort() + "/app.git";

            // When
            SourceFailure failure = assertThrows(
                    SourceFailure.class, () -> remotes.fetch(GitUrl.parse(url), null, folder, () -> false));

            // Then
            assertTrue(String.valueOf(failure.getMessage()).startsWith("cannot reach"), failure.getMessage());
        }
    }

    @Test
    void aPrivateAddressNobodyNamedIsNotAsked() {
        // Given
        Remotes strict = new Remotes(new Addresses(List.of()), Clock.systemUTC(), new Pushed(Path.of("/nonexistent")));
        String url = git.commit("app", Map.of("a", "1"));

        // When
        SourceFailure failure =
                assertThrows(SourceFailure.class, () -> strict.fetch(GitUrl.parse(url), null, folder, () -> false));

        // Then
        assertTrue(String.valueOf(failure.getMessage()).contains("private address"), failure.getMessage());
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
