package dev.slipway.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.support.GitServer;
import dev.slipway.support.SshGitServer;
import dev.slipway.support.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fetching over ssh from a real server, with a key of one's own and a host key that must not change. Within Quarkus for its
 * class loader alone: the provider of ed25519 is the whole process's, and its keys are of the classes of whoever entered it.
 */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class SshTest {

    private final GitServer git = new GitServer();
    private final SshGitServer ssh = new SshGitServer(git);
    private final Remotes remotes =
            new Remotes(new Addresses(List.of("127.0.0.1")), Clock.systemUTC(), new Pushed(Path.of("/nonexistent")));
    private final Kept kept = new Kept(SshKeys.generate());

    @TempDir
    Path folder;

    /** What a project would keep. */
    private static final class Kept implements Credentials {

        private final @Nullable KeyPair key;
        private final Map<String, PublicKey> hosts = new HashMap<>();

        Kept(@Nullable KeyPair key) {
            this.key = key;
        }

        @Override
        public Optional<Login> login(String host) {
            return Optional.empty();
        }

        @Override
        public @Nullable KeyPair key() {
            return key;
        }

        @Override
        public List<PublicKey> hostKeys(String host) {
            return Optional.ofNullable(hosts.get(host)).stream().toList();
        }

        @Override
        public void firstSeen(String host, PublicKey shown) {
            hosts.put(host, shown);
        }
    }

    @AfterEach
    void stop() {
        ssh.close();
        git.close();
    }

    @Test
    void aHostThatKnowsTheKeyGivesTheCommitAndItsOwnKeyIsKept() {
        // Given
        git.commit("app", Map.of("a.txt", "A"));
        ssh.welcome(kept.key.getPublic());

        // When
        try (Checkout checkout = fetch("first")) {
            // Then
            assertEquals("[a.txt]", checkout.names("").toString());
            assertEquals("[127.0.0.1:" + ssh.port() + "]", kept.hosts.keySet().toString());
        }
        fetch("second").close();
    }

    @Test
    void aHostThatDoesNotKnowTheKeyIsAnsweredWithTheKeyToAdd() {
        // Given
        git.commit("app", Map.of("a.txt", "A"));

        // When
        SourceFailure failure = assertThrows(SourceFailure.class, () -> fetch("refused"));

        // Then
        assertTrue(sentence(failure).contains("does not accept the app's deploy key"), sentence(failure));
        assertTrue(sentence(failure).endsWith(SshKeys.publicText(kept.key.getPublic())), sentence(failure));
    }

    @Test
    void aHostWithAnotherKeyThanBeforeIsNotBelieved() {
        // Given
        git.commit("app", Map.of("a.txt", "A"));
        ssh.welcome(kept.key.getPublic());
        PublicKey before = SshKeys.generate().getPublic();
        kept.hosts.put("127.0.0.1:" + ssh.port(), before);

        // When
        SourceFailure failure = assertThrows(SourceFailure.class, () -> fetch("changed"));

        // Then
        assertTrue(sentence(failure).contains("instead of " + SshKeys.fingerprint(before)), sentence(failure));
        assertTrue(sentence(failure).contains("somebody may be listening in"), sentence(failure));
        assertEquals(before, kept.hosts.get("127.0.0.1:" + ssh.port()));
    }

    @Test
    void aPrivateHostNobodyNamedIsNotAskedOverSshEither() {
        // Given
        Remotes strict = new Remotes(new Addresses(List.of()), Clock.systemUTC(), new Pushed(Path.of("/nonexistent")));

        // When
        SourceFailure failure = assertThrows(
                SourceFailure.class, () -> strict.fetch(GitUrl.parse(ssh.url("app")), null, folder, kept, () -> false));

        // Then
        assertTrue(sentence(failure).contains("private address"), sentence(failure));
    }

    @Test
    void aRepositoryThatIsNotThereIsSaidSo() {
        // Given
        ssh.welcome(kept.key.getPublic());

        // When
        SourceFailure failure = assertThrows(SourceFailure.class, () -> fetch("missing"));

        // Then
        assertTrue(
                sentence(failure).startsWith("no repository at")
                        || sentence(failure).startsWith("cannot reach"),
                sentence(failure));
    }

    @Test
    void keysSurviveBeingWrittenDown() {
        // Given
        KeyPair key = SshKeys.generate();

        // When
        KeyPair again = SshKeys.ofSecretText(SshKeys.secretText(key));

        // Then
        assertEquals(key.getPublic(), again.getPublic());
        assertEquals(key.getPrivate(), again.getPrivate());
        assertEquals(Optional.of(key.getPublic()), SshKeys.ofPublicText(SshKeys.publicText(key.getPublic())));
        assertTrue(SshKeys.publicText(key.getPublic()).startsWith("ssh-ed25519 AAAA"));
        assertTrue(SshKeys.ofPublicText("ssh-ed25519 nonsense").isEmpty());
    }

    private Checkout fetch(String name) {
        return remotes.fetch(GitUrl.parse(ssh.url("app")), null, folder.resolve(name), kept, () -> false);
    }

    private static String sentence(SourceFailure failure) {
        return String.valueOf(failure.getMessage());
    }
}
