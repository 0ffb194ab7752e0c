package dev.slipway.host.registry;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** One HTTP exchange at a time, with deadlines, without following anything by itself. */
final class Transport {
    /** A registry that does not take the connection by then is taken as not there. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(4);

    /** For the first byte of an answer, and between two pieces of a body. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** An answer; the body is the caller's to close. */
    record Answer(int status, URI uri, java.net.http.HttpHeaders headers, InputStream body) implements AutoCloseable {
        boolean successful() {
            return status / 100 == 2;
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** The whole body, at most {@code max} bytes. */
        byte[] bytes(int max) throws IOException {
            byte[] bytes = body.readNBytes(max + 1);
            if (bytes.length > max) {
                throw EngineException.invalid("'" + uri + "' answered with more than " + max + " bytes");
            }
            return bytes;
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(SILENCE).header("User-Agent", "slipway");
    }

    Answer send(HttpRequest request) throws IOException {
        try {
            HttpResponse<InputStream> response = client.send(request, info -> new TimedBody(SILENCE));
            return new Answer(response.statusCode(), response.uri(), response.headers(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** A failed exchange in words for people. UNAVAILABLE, so that callers may look for another source. */
    static EngineException unreachable(String host, IOException e) {
        return new EngineException(ErrorKind.UNAVAILABLE, "registry '" + host + "' cannot be reached: " + reason(e), e);
    }

    private static String reason(Throwable failure) {
        return switch (failure) {
            case HttpConnectTimeoutException e -> "no connection within " + CONNECT_TIMEOUT.toSeconds() + " s";
            case HttpTimeoutException e -> "no answer within " + SILENCE.toSeconds() + " s";
            case UnknownHostException e -> "its name cannot be resolved";
            case ConnectException e
            when e.getCause() instanceof UnresolvedAddressException -> "its name cannot be resolved";
            case ConnectException e when e.getMessage() == null -> "the connection was refused";
            case SSLException e -> "no trusted TLS connection (" + e.getMessage() + ")";
            default -> failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        };
    }
}
