package dev.slipway.credential;

import dev.slipway.app.App;
import dev.slipway.platform.Rows;
import dev.slipway.source.Credentials;
import dev.slipway.source.GitUrl;
import dev.slipway.source.SshKeys;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a build of an app may present. Each answer is read in a transaction of its own, because a fetch takes minutes. */
@ApplicationScoped
public class AppCredentials {

    private final Keyring keyring;
    private final Rows rows;
    private final Clock clock;

    AppCredentials(Keyring keyring, Rows rows, Clock clock) {
        this.rows = rows;
        this.keyring = keyring;
        this.clock = clock;
    }

    /** For one fetch; an app whose repository is reached by ssh gets its key now when it has none. */
    public Credentials of(App app, GitUrl url) {
        boolean ssh = url.scheme().equals("ssh");
        KeyPair key = QuarkusTransaction.requiringNew().call(() -> key(app, ssh));
        return new ForFetch(app.project.id, app.teamId, key);
    }

    private @Nullable KeyPair key(App app, boolean needed) {
        rows.enter(app.teamId);
        return needed
                ? keyring.open(keyring.keyOf(app))
                : DeployKey.<DeployKey>findByIdOptional(app.id)
                        .map(keyring::open)
                        .orElse(null);
    }

    private final class ForFetch implements Credentials {

        private final UUID projectId;
        private final UUID teamId;
        private final @Nullable KeyPair key;

        ForFetch(UUID projectId, UUID teamId, @Nullable KeyPair key) {
            this.projectId = projectId;
            this.teamId = teamId;
            this.key = key;
        }

        @Override
        public Optional<Login> login(String host) {
            return QuarkusTransaction.requiringNew().call(() -> {
                rows.enter(teamId);
                return RepositoryToken.of(projectId, host.toLowerCase(Locale.ROOT))
                        .map(token ->
                                new Login(token.username, keyring.open(token).reveal()));
            });
        }

        @Override
        public @Nullable KeyPair key() {
            return key;
        }

        @Override
        public List<PublicKey> hostKeys(String host) {
            return QuarkusTransaction.requiringNew()
                    .call(() -> HostKey.of(projectId, host).flatMap(kept -> SshKeys.ofPublicText(kept.publicKey)))
                    .stream()
                    .toList();
        }

        @Override
        public void firstSeen(String host, PublicKey shown) {
            QuarkusTransaction.requiringNew().run(() -> {
                HostKey kept = new HostKey();
                kept.id = UUID.randomUUID();
                kept.projectId = projectId;
                kept.teamId = teamId;
                kept.host = host;
                kept.publicKey = SshKeys.publicText(shown);
                kept.createdAt = clock.instant();
                kept.persist();
            });
        }
    }
}
