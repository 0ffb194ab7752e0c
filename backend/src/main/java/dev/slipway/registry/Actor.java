package dev.slipway.registry;

import dev.slipway.identity.Caller;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who asks. */
sealed interface Actor {

    /** What a token from {@code /v2/token} was asked for, and its owner may. */
    record Grant(String repository, Set<String> actions) {}

    /**
     * Somebody with an account.
     *
     * @param caller as everywhere in the API
     * @param grants all that the token was issued for; null when the account's own credential was sent
     */
    record Person(Caller caller, @Nullable List<Grant> grants) implements Actor {}

    /** The control plane itself, for one repository of a team. */
    record Platform(UUID team, Grant grant) implements Actor {}

    /** For the record. */
    default String words() {
        return switch (this) {
            case Person person -> person.caller.name() + " <" + person.caller.email() + ">";
            case Platform platform -> "platform";
        };
    }
}
