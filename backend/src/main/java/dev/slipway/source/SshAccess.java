package dev.slipway.source;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Connections by ssh of one fetch: the app's deploy key and nothing else, no file of this machine's user, and a host's key
 * that is believed the first time and must stay the same ever after.
 */
final class SshAccess implements AutoCloseable {

    private final Credentials credentials;
    private final String host;
    private final SshdSessionFactory sessions;

    private volatile @Nullable SourceFailure refusal;

    /** Connections to {@code host:port}; {@code folder} stands in for a home, which has no keys and no configuration. */
    SshAccess(Credentials credentials, String host, Path folder) {
        SshKeys.setUp();
        this.credentials = credentials;
        this.host = host;
        this.sessions = new SshdSessionFactoryBuilder()
                .setHomeDirectory(folder.toFile())
                .setSshDirectory(folder.toFile())
                .setConfigStoreFactory((home, config, user) -> null)
                .setPreferredAuthentications("publickey")
                .setDefaultKeysProvider(folderOfKeys -> {
                    var key = credentials.key();
                    return key == null ? List.of() : List.of(key);
                })
                .setServerKeyDatabase((home, ssh) -> new Pinned())
                .build(null);
    }

    SshdSessionFactory sessions() {
        return sessions;
    }

    /** Why the host was not believed; null when it was. */
    @Nullable
    SourceFailure refusal() {
        return refusal;
    }

    @Override
    public void close() {
        sessions.close();
    }

    private final class Pinned implements ServerKeyDatabase {

        /** Also says which kinds of key to ask for: a host may have several, and only the kept one can be compared. */
        @Override
        public List<PublicKey> lookup(String address, InetSocketAddress remote, Configuration config) {
            return credentials.hostKeys(host);
        }

        @Override
        public boolean accept(
                String address,
                InetSocketAddress remote,
                PublicKey shown,
                Configuration config,
                CredentialsProvider nobodyToAsk) {
            List<PublicKey> kept = credentials.hostKeys(host);
            if (kept.isEmpty()) {
                credentials.firstSeen(host, shown);
                return true;
            }
            if (kept.contains(shown)) {
                return true;
            }
            refusal = new SourceFailure("host \"" + host + "\" shows the key " + SshKeys.fingerprint(shown)
                    + " instead of " + SshKeys.fingerprint(kept.getFirst()) + ", which it had before: somebody may be"
                    + " listening in; if its owner says that the key was changed, remove the kept one from the project's"
                    + " host keys and build again");
            return false;
        }
    }
}
