package dev.slipway.support;

import dev.slipway.source.SshKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.PublicKey;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;

/** A git server behind ssh on loopback: lets in the keys it was told of, and serves the repositories of another server. */
public final class SshGitServer implements AutoCloseable {

    private final Set<PublicKey> welcome = ConcurrentHashMap.newKeySet();
    private final SshServer server = SshServer.setUpDefaultServer();
    private final GitServer repositories;

    /** Starts on a free port with a host key of its own. */
    public SshGitServer(GitServer repositories) {
        this(repositories, 0);
    }

    /** Starts on a port with a host key of its own. */
    public SshGitServer(GitServer repositories, int port) {
        this.repositories = repositories;
        server.setHost("127.0.0.1");
        server.setPort(port);
        server.setKeyPairProvider(KeyPairProvider.wrap(SshKeys.generate()));
        server.setPublickeyAuthenticator((user, key, session) -> welcome.contains(key));
        server.setCommandFactory((channel, command) -> new Upload(command));
        try {
            server.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Lets in whoever has the private half. */
    public SshGitServer welcome(PublicKey key) {
        welcome.add(key);
        return this;
    }

    /** Its port. */
    public int port() {
        return server.getPort();
    }

    /** The address of a repository. */
    public String url(String name) {
        return "ssh://git@127.0.0.1:" + port() + "/" + name + ".git";
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** {@code git-upload-pack '/name.git'}, on a thread of its own. */
    private final class Upload implements Command {

        private final String command;

        @Nullable
        private InputStream in;

        @Nullable
        private OutputStream out;

        @Nullable
        private OutputStream err;

        @Nullable
        private ExitCallback exit;

        Upload(String command) {
            this.command = command;
        }

        @Override
        public void setInputStream(InputStream stream) {
            in = stream;
        }

        @Override
        public void setOutputStream(OutputStream stream) {
            out = stream;
        }

        @Override
        public void setErrorStream(OutputStream stream) {
            err = stream;
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = callback;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) {
            Map<String, String> variables = environment.getEnv();
            Thread.ofVirtual().start(() -> serve(variables.getOrDefault("GIT_PROTOCOL", "")));
        }

        @Override
        public void destroy(ChannelSession channel) {}

        private void serve(String protocol) {
            String name = command.replaceAll("^git-upload-pack '/?|(\\.git)?'$", "");
            try (Repository repository = repositories.open(name)) {
                UploadPack upload = new UploadPack(repository);
                if (!protocol.isEmpty()) {
                    upload.setExtraParameters(Set.of(protocol));
                }
                upload.upload(in, out, err);
                exit.onExit(0);
            } catch (IOException | RuntimeException failure) {
                exit.onExit(1, String.valueOf(failure.getMessage()));
            }
        }
    }
}
