package dev.slipway.host.registry;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one repository of one registry: authenticates when asked to, follows redirections without taking the
 * credentials along.
 */
final class Session {
    private static final int MAX_REDIRECTS = 5;
    private static final int UNAUTHORIZED = 401;

    private final Transport transport;
    private final RegistryAddress address;
    private final Credentials credentials;
    private final String scope;
    private final Patience patience = new Patience();

    /** The header that the registry accepted last; shared by parallel downloads. */
    private volatile @Nullable String authorization;

    Session(Transport transport, RegistryAddress address, String repository, Credentials credentials, String actions) {
        this(transport, address, credentials, "repository:" + repository + ":" + actions);
    }

    /** For no repository: to find out whether the registry knows the caller. */
    Session(Transport transport, RegistryAddress address, Credentials credentials) {
        this(transport, address, credentials, "");
    }

    private Session(Transport transport, RegistryAddress address, Credentials credentials, String scope) {
        this.transport = transport;
        this.address = address;
        this.credentials = credentials;
        this.scope = scope;
        this.authorization = credentials.registryToken().isEmpty() ? null : "Bearer " + credentials.registryToken();
    }

    String host() {
        return address.host();
    }

    RegistryAddress address() {
        return address;
    }

    /** @param path from the registry's root, with its query */
    Transport.Answer send(String path, UnaryOperator<HttpRequest.Builder> prepare) throws IOException {
        return send(address.resolve(path), prepare);
    }

    /**
     * Sends a request made by {@code prepare}, again with credentials if the registry asks for them. Redirections of
     * requests without a body are followed.
     */
    Transport.Answer send(URI uri, UnaryOperator<HttpRequest.Builder> prepare) throws IOException {
        return patience.send(() -> sendKnown(uri, prepare));
    }

    private Transport.Answer sendKnown(URI uri, UnaryOperator<HttpRequest.Builder> prepare) throws IOException {
        Transport.Answer answer = sendOnce(uri, prepare);
        if (answer.status() == UNAUTHORIZED && address.owns(uri) && authenticate(answer)) {
            answer.close();
            answer = sendOnce(uri, prepare);
        }
        return answer;
    }

    private Transport.Answer sendOnce(URI first, UnaryOperator<HttpRequest.Builder> prepare) throws IOException {
        URI uri = first;
        for (int i = 0; i <= MAX_REDIRECTS; i++) {
            HttpRequest.Builder request = prepare.apply(Transport.request(uri));
            String header = authorization;
            if (header != null && address.owns(uri)) {
                request.header("Authorization", header);
            }
            Transport.Answer answer = transport.send(request.build());
            String location = answer.header("Location");
            if (answer.status() / 100 != 3 || location.isEmpty()) {
                return answer;
            }
            answer.close();
            uri = redirected(uri, location);
        }
        throw new IOException("the registry redirects more than " + MAX_REDIRECTS + " times");
    }

    private URI redirected(URI from, String location) throws IOException {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException("the registry redirects to no valid address", e);
        }
        if (!address.owns(to) && !address.mayLeadTo(to)) {
            throw new IOException("the registry redirects to '" + to.getScheme() + "://" + to.getAuthority()
                    + "', which is not allowed: only HTTPS, and no private network from a public one");
        }
        return to;
    }

    private boolean authenticate(Transport.Answer answer) throws IOException {
        Optional<Challenge> challenge = Challenge.of(answer.headers().allValues("WWW-Authenticate"));
        if (challenge.isEmpty()) {
            return false;
        }
        if (challenge.get().isBearer()) {
            String token = new TokenEndpoint(transport, address).get(challenge.get(), credentials, scope);
            authorization = "Bearer " + token;
            return true;
        }
        if (!credentials.hasPassword()) {
            return false;
        }
        if (address.isPlain() && !address.base().getHost().matches("localhost|127\\..*|\\[::1\\]")) {
            throw new EngineException(
                    ErrorKind.INVALID,
                    "registry '" + host() + "' wants a password without TLS: none is sent in the clear");
        }
        authorization = credentials.basic();
        return true;
    }
}
