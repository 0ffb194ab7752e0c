package dev.slipway.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The protocol by hand, as somebody with an API token. */
final class RegistryClient {

    static final String MANIFEST = ManifestDocument.OCI_MANIFEST;
    static final String INDEX = ManifestDocument.OCI_INDEX;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;

    @Nullable
    private final String authorization;

    private RegistryClient(URI base, @Nullable String authorization) {
        this.base = base;
        this.authorization = authorization;
    }

    static RegistryClient anonymous(URI base) {
        return new RegistryClient(base, null);
    }

    /** Sends the API token as a password each time. */
    static RegistryClient basic(URI base, String token) {
        byte[] pair = ("me:" + token).getBytes(StandardCharsets.UTF_8);
        return new RegistryClient(base, "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    static RegistryClient bearer(URI base, String token) {
        return new RegistryClient(base, "Bearer " + token);
    }

    /** A bearer token of the registry for this scope. */
    String token(String... scopes) {
        StringBuilder query = new StringBuilder("service=test");
        List.of(scopes).forEach(scope -> query.append("&scope=").append(scope));
        Reply reply = send("GET", "/v2/token?" + query);
        if (reply.status() != 200) {
            throw new AssertionError("no token: " + reply);
        }
        return reply.json().path("token").asText();
    }

    /** What came back. */
    record Reply(HttpResponse<byte[]> response) {

        int status() {
            return response.statusCode();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException noJson) {
                throw new UncheckedIOException(noJson);
            }
        }

        /** The specification's code of the first error. */
        String code() {
            return json().path("errors").path(0).path("code").asText();
        }

        Reply expect(int status) {
            if (status() != status) {
                throw new AssertionError("expected " + status + ", got " + this);
            }
            return this;
        }

        @Override
        public String toString() {
            return response.request().method() + " " + response.request().uri() + " -> " + status() + " " + text();
        }
    }

    Reply send(String method, String path, String... headers) {
        return send(method, path, BodyPublishers.noBody(), headers);
    }

    Reply send(String method, String path, byte[] body, String... headers) {
        return send(method, path, BodyPublishers.ofByteArray(body), headers);
    }

    Reply send(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            return new Reply(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopping) {
            throw new AssertionError(stopping);
        }
    }

    /** Opens an upload; its address. */
    String upload(String repository) {
        return send("POST", "/v2/" + repository + "/blobs/uploads/").expect(202).header("Location");
    }

    /** Pushes a blob in two requests; its digest. */
    String blob(String repository, byte[] content) {
        String digest = digest(content);
        send("PUT", upload(repository) + "?digest=" + digest, content).expect(201);
        return digest;
    }

    /** Pushes an image of one layer; the manifest's digest. */
    String image(String repository, String tag, String layer) {
        String manifest = manifest(repository, layer, "");
        return send("PUT", "/v2/" + repository + "/manifests/" + tag, bytes(manifest), "Content-Type", MANIFEST)
                .expect(201)
                .header("Docker-Content-Digest");
    }

    /** A manifest whose blobs are pushed; {@code more} are further fields with a comma in front. */
    String manifest(String repository, String layer, String more) {
        byte[] config = bytes("{\"architecture\":\"amd64\",\"os\":\"linux\",\"of\":\"" + layer + "\"}");
        byte[] content = bytes(layer);
        return """
                {"schemaVersion":2,"mediaType":"%s",
                 "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
                 "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]%s}
                """.formatted(
                MANIFEST, blob(repository, config), config.length, blob(repository, content), content.length, more);
    }

    static String digest(byte[] content) {
        return Digest.of(Digest.Algorithm.SHA256, content).toString();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
