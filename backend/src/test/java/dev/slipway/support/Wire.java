package dev.slipway.support;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Requests as bytes: no library between the test and the server that would tidy them up. */
public final class Wire {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Longest answer that is looked at. */
    private static final int MOST = 4 << 20;

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Wire() {}

    /**
     * An answer.
     *
     * @param body without the part of an event stream that was not waited for
     */
    public record Answer(int status, String contentType, Map<String, String> headers, String body) {}

    /** Asks, and waits for the whole answer. */
    public static Answer ask(String verb, URI address, Map<String, String> headers, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(LIMIT);
        headers.forEach(request::header);
        request.method(verb, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        try {
            HttpResponse<InputStream> response = HTTP.send(request.build(), BodyHandlers.ofInputStream());
            String type = response.headers().firstValue("content-type").orElse("");
            try (InputStream in = response.body()) {
                String text = type.startsWith("text/event-stream")
                        ? ""
                        : new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
                return new Answer(response.statusCode(), type, first(response), text);
            }
        } catch (IOException failure) {
            throw new AssertionError("no answer to " + verb + " " + address + ": " + failure, failure);
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }

    private static Map<String, String> first(HttpResponse<?> response) {
        Map<String, String> headers = new TreeMap<>();
        response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
        return headers;
    }
}
