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

    /** Whose a variable is, which is what its sealed value is bound to. */
    record Owner(UUID team, UUID app) {

        byte[] seal(Vault vault, String name, Secret value) {
            return vault.seal(team, value, place(name));
        }

        Secret open(Vault vault, String name, byte[] sealed) {
            return vault.open(team, sealed, place(name));
        }

        private String place(String name) {
            return app + "/" + name;
        }
    }

    static Variable plain(String name, String value) {
        Variable variable = named(name);
        variable.plain = value;
        return variable;
    }

    static Variable secret(Owner owner, String name, Secret value, Vault vault) {
        Variable variable = named(name);
        variable.secret = true;
        variable.sealed = owner.seal(vault, name, value);
        return variable;
    }

    /** The same value in another version of the same app, under the key that is active now. */
    Variable copy(Owner owner, Vault vault) {
        return plain != null ? plain(name, plain) : secret(owner, name, new Secret(value(owner, vault)), vault);
    }

    String value(Owner owner, Vault vault) {
        return plain != null
                ? plain
                : owner.open(vault, name, Objects.requireNonNull(sealed)).reveal();
    }

    private static Variable named(String name) {
        Variable variable = new Variable();
        variable.id = UUID.randomUUID();
        variable.name = name;
        return variable;
    }
}
