package dev.slipway.host.registry;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.image.Reference;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens registries; keeps the connections between pulls. */
public final class Registries {
    /** From asking for the name to the first answer; a registry that is slower is taken as not there. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;

    private final Transport transport = new Transport();
    private final Set<String> insecure;
    private final List<String> mirrors;

    /** @param insecure hosts beyond this machine itself that are spoken to without TLS */
    public Registries(Set<String> insecure) {
        this(insecure, List.of());
    }

    /** @param mirrors hosts that are asked, in order, for what is Docker Hub's, before it */
    public Registries(Set<String> insecure, List<String> mirrors) {
        this.insecure = Set.copyOf(insecure);
        this.mirrors = List.copyOf(mirrors);
    }

    /** Hosts from which {@code reference} may be pulled, the one that it names last. */
    public List<String> sources(Reference reference) {
        List<String> sources = new ArrayList<>();
        if (reference.host().equals(Reference.DEFAULT_HOST)) {
            sources.addAll(mirrors);
        }
        sources.add(reference.host());
        return sources;
    }

    /** Like {@link #toPull} from one of {@link #sources}; a mirror is told nobody's credentials. */
    public Registry toPullFrom(String source, Reference reference, Credentials credentials) {
        return source.equals(reference.host())
                ? toPull(reference, credentials)
                : open(source, reference, Credentials.NONE, "pull");
    }

    /**
     * Opens the repository of {@code reference} to pull from it.
     *
     * @throws EngineException UNAVAILABLE, after five seconds at most, when the registry does not answer
     */
    public Registry toPull(Reference reference, Credentials credentials) {
        return open(reference, credentials, "pull");
    }

    /** Opens the repository of {@code reference} to push to it. */
    public Registry toPush(Reference reference, Credentials credentials) {
        return open(reference, credentials, "pull,push");
    }

    /**
     * Asks the registry on {@code host} whether it lets {@code credentials} in.
     *
     * @throws EngineException UNAUTHORIZED when it does not; UNAVAILABLE when it does not answer
     */
    public void login(String host, Credentials credentials) {
        RegistryAddress address = inTime(RegistryAddress.of(host, insecure));
        Session session = new Session(transport, address, credentials);
        try (Transport.Answer answer = session.send("/v2/", HttpRequest.Builder::GET)) {
            if (!answer.successful()) {
                throw new EngineException(
                        answer.status() == UNAUTHORIZED ? ErrorKind.UNAUTHORIZED : ErrorKind.UNAVAILABLE,
                        "login attempt to " + address.resolve("/v2/") + " failed with status: " + answer.status());
            }
        } catch (IOException e) {
            throw Transport.unreachable(host, e);
        }
    }

    private Registry open(Reference reference, Credentials credentials, String actions) {
        return open(reference.host(), reference, credentials, actions);
    }

    private Registry open(String host, Reference reference, Credentials credentials, String actions) {
        RegistryAddress address = RegistryAddress.of(host, insecure);
        RegistryAddress answering = inTime(address);
        return new Registry(reference, new Session(transport, answering, reference.repository(), credentials, actions));
    }

    /** Resolving a name can take longer than any timeout of the connection, so it is watched from outside. */
    private RegistryAddress inTime(RegistryAddress address) {
        CompletableFuture<RegistryAddress> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("registry-ping").start(() -> {
            try {
                answer.complete(ping(address));
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new EngineException(
                    ErrorKind.UNAVAILABLE,
                    "registry '" + address.host() + "' cannot be reached: no answer within "
                            + ANSWER_TIMEOUT.toSeconds() + " s",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorKind.UNAVAILABLE, "the pull was cancelled", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause
                    ? Transport.unreachable(address.host(), cause)
                    : EngineException.internal("cannot ask registry '" + address.host() + "'", e.getCause());
        }
    }

    /** Any answer will do, also a refusal. A server on this machine that wants TLS says so with 400 or by hanging up. */
    private RegistryAddress ping(RegistryAddress address) throws IOException {
        try {
            int status = status(address);
            return address.isPlain() && status == BAD_REQUEST ? secure(address) : address;
        } catch (java.net.ConnectException | java.net.http.HttpTimeoutException | OutOfOrder e) {
            throw e;
        } catch (IOException e) {
            if (!address.isPlain() || insecure.contains(address.host())) {
                throw e;
            }
            return secure(address);
        }
    }

    private RegistryAddress secure(RegistryAddress address) throws IOException {
        status(address.secure());
        return address.secure();
    }

    private int status(RegistryAddress address) throws IOException {
        try (Transport.Answer answer =
                transport.send(Transport.request(address.resolve("/v2/")).GET().build())) {
            if (answer.status() / 100 == 5) {
                throw new OutOfOrder(answer.status());
            }
            return answer.status();
        }
    }

    /** It speaks, and has nothing to say: asking it again with TLS would only hide that. */
    private static final class OutOfOrder extends IOException {
        OutOfOrder(int status) {
            super("it answered " + status);
        }
    }
}
