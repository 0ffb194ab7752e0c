package dev.slipway.webhook;

import dev.slipway.app.App;
import dev.slipway.platform.Randoms;
import dev.slipway.platform.Secret;
import dev.slipway.platform.Vault;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The address at which an app's git host tells of pushes, and the secret that proves it is the host. One per app. */
@Entity
@SuppressWarnings("NullAway.Init")
class PushHook extends PanacheEntityBase {

    /** In the address: says nothing of the app. */
    @Id
    UUID id;

    UUID appId;
    UUID teamId;
    byte[] secret;
    Instant createdAt;

    @Nullable
    Instant lastAt;

    /** What came of the last delivery, in words. */
    @Nullable
    String lastOutcome;

    /**
     * A hook and its secret, which is known only now.
     *
     * @param row what is kept
     * @param secret for the git host
     */
    record Made(PushHook row, Secret secret) {}

    /** Makes the app's hook; the one before is void from now on. */
    static Made make(App app, Vault vault, Instant now) {
        delete("appId", app.id);
        Secret secret = new Secret(Randoms.token());
        PushHook hook = new PushHook();
        hook.id = UUID.randomUUID();
        hook.appId = app.id;
        hook.teamId = app.teamId;
        hook.secret = vault.seal(app.teamId, secret, place(hook.id));
        hook.createdAt = now;
        hook.persist();
        return new Made(hook, secret);
    }

    static Optional<PushHook> ofApp(UUID appId) {
        return find("appId", appId).firstResultOptional();
    }

    Secret open(Vault vault) {
        return vault.open(teamId, secret, place(id));
    }

    /** The one row a secret is sealed for. */
    static String place(UUID id) {
        return "push hook " + id;
    }
}
