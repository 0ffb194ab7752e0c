package dev.slipway.environment;

import dev.slipway.platform.Secret;
import dev.slipway.platform.Vault;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One variable of one version. */
@Entity
@SuppressWarnings("NullAway.Init")
class Variable {

    @Id
    UUID id;

    String name;
    boolean secret;

    @Nullable
    String plain;

    byte @Nullable [] sealed;

    static Variable plain(String name, String value) {
        Variable variable = named(name);
        variable.plain = value;
        return variable;
    }

    static Variable secret(UUID appId, String name, Secret value, Vault vault) {
        Variable variable = named(name);
        variable.secret = true;
        variable.sealed = vault.seal(value, place(appId, name));
        return variable;
    }

    /** The same value in another version of the same app. */
    Variable copy() {
        Variable variable = named(name);
        variable.secret = secret;
        variable.plain = plain;
        variable.sealed = sealed;
        return variable;
    }

    String value(UUID appId, Vault vault) {
        return plain != null
                ? plain
                : vault.open(Objects.requireNonNull(sealed), place(appId, name)).reveal();
    }

    private static Variable named(String name) {
        Variable variable = new Variable();
        variable.id = UUID.randomUUID();
        variable.name = name;
        return variable;
    }

    private static String place(UUID appId, String name) {
        return appId + "/" + name;
    }
}
