package dev.slipway.source;

import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a fetch may present to a host, and what it knows of that host. Asked while fetching. */
public interface Credentials {

    /** For public repositories. */
    Credentials NONE = new Credentials() {
        @Override
        public Optional<Login> login(String host) {
            return Optional.empty();
        }

        @Override
        public @Nullable KeyPair key() {
            return null;
        }

        @Override
        public List<PublicKey> hostKeys(String host) {
            return List.of();
        }

        @Override
        public void firstSeen(String host, PublicKey key) {
            throw new SourceFailure("host \"" + host + "\" is reached by ssh, which needs a deploy key");
        }
    };

    /**
     * A name and a password or token.
     *
     * @param user any name where the host only looks at the token
     * @param password a secret
     */
    record Login(String user, String password) {

        /** Shows no password. */
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    /** What to present to an https host, when it asks. */
    Optional<Login> login(String host);

    /** The deploy key for ssh hosts; null when there is none. */
    @Nullable
    KeyPair key();

    /** Keys a host has shown before, as {@code host:port}; none at first. */
    List<PublicKey> hostKeys(String host);

    /** Keeps the key of a host that was never seen. */
    void firstSeen(String host, PublicKey key);
}
