package dev.slipway.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests to one server with one token. Redirects are not followed: they could carry the token elsewhere. */
public final class Client implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

    /** The longest list of the API is a few megabytes. */
    private static final int MOST_BYTES = 32 * 1024 * 1024;

    /** A server that always names a next page must not keep us for ever. */
    private static final int MOST_PAGES = 1000;

    private final URI server;
    private final @Nullable String token;
    private final HttpClient http;

    /** A client of a server, of the form {@code https://slipway.example.org}; without a token only open doors open. */
    public Client(URI server, @Nullable String token) {
        this.server = server;
        this.token = token;
        this.http = HttpClient.newBuilder()
                .connectTimeout(CONNECT_LIMIT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** An answer and what came with it. */
    public record Answer(JsonNode body, Optional<String> etag, List<String> cookies) {}

    /** The server's address. */
    public URI server() {
        return server;
    }

    /** GET. */
    public JsonNode get(String path) {
        return send("GET", path, null).body();
    }

    /** POST; no body when it is null. */
    public JsonNode post(String path, @Nullable JsonNode body) {
        return send("POST", path, body).body();
    }

    /** DELETE. */
    public void delete(String path) {
        send("DELETE", path, null);
    }

    /** All items of a list, page by page. */
    public List<JsonNode> all(String path) {
        List<JsonNode> items = new ArrayList<>();
        String next = path;
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode answer = get(next);
            answer.path("items").forEach(items::add);
            String cursor = Json.text(answer, "next");
            if (cursor.isEmpty()) {
                return items;
            }
            next = with(path, "after", cursor);
        }
        return items;
    }

    /**
     * Any request; header names and values alternate in {@code headers}.
     *
     * @throws Failure when the server refuses, cannot be reached, or is none
     */
    public Answer send(String method, String path, @Nullable JsonNode body, String... headers) {
        HttpRequest.Builder request = request(path).method(method, publisher(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<InputStream> response =
                exchange(request.timeout(ANSWER_LIMIT).build());
        try (InputStream in = response.body()) {
            String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            if (response.statusCode() >= 300) {
                throw Problems.failure(server, response.statusCode(), text, token != null);
            }
            return new Answer(
                    tree(text),
                    response.headers().firstValue("ETag"),
                    response.headers().allValues("Set-Cookie"));
        } catch (IOException broken) {
            throw unreachable(broken);
        }
    }

    /** A GET whose answer has no end; the caller closes it. */
    public InputStream stream(String path, String accept) {
        HttpResponse<InputStream> response =
                exchange(request(path).header("Accept", accept).GET().build());
        if (response.statusCode() == 200) {
            return response.body();
        }
        try (InputStream in = response.body()) {
            String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            throw Problems.failure(server, response.statusCode(), text, token != null);
        } catch (IOException broken) {
            throw unreachable(broken);
        }
    }

    /** A path with one more query parameter. */
    public static String with(String path, String name, String value) {
        return path + (path.contains("?") ? "&" : "?") + name + "=" + encode(value);
    }

    /** A text as part of an address. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    HttpClient http() {
        return http;
    }

    Failure unreachable(Exception broken) {
        String why = "no connection";
        for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                why = "nobody has this name";
            } else if (cause instanceof ConnectException) {
                // The JDK's client keeps no more of it than the type.
                why = "connection refused";
            } else if (cause.getMessage() != null) {
                why = cause.getMessage();
            }
        }
        return new Failure(
                ExitCode.UNAVAILABLE,
                "cannot reach " + server + " (" + why + "); is it running, and is this its address?");
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + "/api/v1" + path))
                .header("Accept", "application/json")
                .header("X-Slipway-Client", "cli");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    private static HttpRequest.BodyPublisher publisher(@Nullable JsonNode body) {
        return body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body.toString());
    }

    private HttpResponse<InputStream> exchange(HttpRequest request) {
        try {
            HttpRequest typed = HttpRequest.newBuilder(request, (name, value) -> true)
                    .header("Content-Type", "application/json")
                    .build();
            return http.send(typed, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException broken) {
            throw unreachable(broken);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.UNAVAILABLE, "interrupted while waiting for " + server);
        }
    }

    private JsonNode tree(String text) {
        if (text.isBlank()) {
            return MissingNode.getInstance();
        }
        return Json.read(text).orElseThrow(() -> Problems.stranger(server, "an answer that is no JSON"));
    }
}
