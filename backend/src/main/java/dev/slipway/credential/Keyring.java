package dev.slipway.credential;

import dev.slipway.app.App;
import dev.slipway.platform.Secret;
import dev.slipway.platform.Vault;
import dev.slipway.source.SshKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.KeyPair;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/** Makes, seals and opens what is kept here. Callers bring the transaction. */
@ApplicationScoped
class Keyring {

    private final Vault vault;
    private final Clock clock;

    Keyring(Vault vault, Clock clock) {
        this.vault = vault;
        this.clock = clock;
    }

    /** The app's key, made when there is none. */
    DeployKey keyOf(App app) {
        return DeployKey.<DeployKey>findByIdOptional(app.id).orElseGet(() -> renew(app));
    }

    /** A new key in place of the old one, which is worthless from now on. */
    DeployKey renew(App app) {
        KeyPair pair = SshKeys.generate();
        DeployKey key = DeployKey.<DeployKey>findByIdOptional(app.id).orElseGet(DeployKey::new);
        key.appId = app.id;
        key.teamId = app.teamId;
        key.publicKey = SshKeys.publicText(pair.getPublic());
        key.sealed = vault.seal(app.teamId, new Secret(SshKeys.secretText(pair)), place(app.id));
        key.createdAt = clock.instant();
        key.persist();
        return key;
    }

    KeyPair open(DeployKey key) {
        return SshKeys.ofSecretText(
                vault.open(key.teamId, key.sealed, place(key.appId)).reveal());
    }

    /** Keeps a token in place of the one there was for this host. */
    RepositoryToken keep(UUID projectId, UUID teamId, String host, String username, Secret secret) {
        Optional<RepositoryToken> old = RepositoryToken.of(projectId, host);
        RepositoryToken token = old.orElseGet(RepositoryToken::new);
        token.id = old.map(found -> found.id).orElseGet(UUID::randomUUID);
        token.projectId = projectId;
        token.teamId = teamId;
        token.host = host;
        token.username = username;
        token.sealed = vault.seal(teamId, secret, place(projectId, host));
        token.createdAt = clock.instant();
        token.persist();
        return token;
    }

    Secret open(RepositoryToken token) {
        return vault.open(token.teamId, token.sealed, place(token.projectId, token.host));
    }

    /** Seals under the team's active key what is under an older one. */
    void renew(DeployKey key) {
        Secret secret = vault.open(key.teamId, key.sealed, place(key.appId));
        key.sealed = vault.seal(key.teamId, secret, place(key.appId));
    }

    /** Seals under the team's active key what is under an older one. */
    void renew(RepositoryToken token) {
        token.sealed = vault.seal(token.teamId, open(token), place(token.projectId, token.host));
    }

    private static String place(UUID appId) {
        return "deploy-key/" + appId;
    }

    private static String place(UUID projectId, String host) {
        return "repository-token/" + projectId + "/" + host;
    }
}
