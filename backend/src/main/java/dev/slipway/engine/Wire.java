package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The engine's socket: clients which name their team in every request, and one translation of failures. */
final class Wire implements AutoCloseable {

    static final String TENANT_HEADER = "X-Slipway-Tenant";

    private static final String API_VERSION = "1.44";

    /** A local socket answers at once or is not there. */
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    /** Error bodies are one sentence; more is noise. */
    private static final int MOST_ERROR_BYTES = 8 * 1024;

    private final Path socket;
    private final DockerHttpClient transport;
    private final DefaultDockerClientConfig config;
    private final ObjectMapper json;

    Wire(Path socket, ObjectMapper json) {
        this.socket = socket;
        this.json = json;
        URI host = URI.create("unix://" + socket.toAbsolutePath());
        this.transport = new ZerodepDockerHttpClient.Builder()
                .dockerHost(host)
                .connectionTimeout(CONNECT_LIMIT)
                .build();
        this.config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(host.toString())
                .withApiVersion(API_VERSION)
                .withDockerTlsVerify(false)
                .build();
    }

    Path socket() {
        return socket;
    }

    ObjectMapper json() {
        return json;
    }

    /** A typed client of the team. Cheap: it shares the one pool of connections. */
    DockerClient docker(UUID team) {
        return DockerClientImpl.getInstance(config, new ForTeam(transport, team));
    }

    /** A client without a team, for what concerns nobody's containers. */
    DockerClient docker() {
        return DockerClientImpl.getInstance(config, transport);
    }

    /** An untyped request whose answer is small JSON, or nothing. */
    JsonNode call(UUID team, String method, String path, @Nullable JsonNode body) {
        return translate(method + " " + path, () -> {
            try (DockerHttpClient.Response response = open(team, method, path, body)) {
                byte[] bytes = response.getBody().readAllBytes();
                return bytes.length == 0 ? json.nullNode() : json.readTree(bytes);
            } catch (IOException broken) {
                throw unreachable(broken);
            }
        });
    }

    /** An untyped request whose answer is a stream; an error status is already translated. */
    DockerHttpClient.Response open(UUID team, String method, String path, @Nullable JsonNode body) {
        DockerHttpClient.Request.Builder request = request(team, method, path);
        try {
            if (body != null) {
                request.putHeader("Content-Type", "application/json");
                request.bodyBytes(json.writeValueAsBytes(body));
            }
        } catch (IOException impossible) {
            throw new IllegalStateException("cannot write a JSON tree", impossible);
        }
        return opened(request);
    }

    /** A build of a tar; its secrets come in a header, which the engine logs nowhere. */
    DockerHttpClient.Response build(UUID team, String path, String secrets, InputStream tar) {
        DockerHttpClient.Request.Builder request = request(team, "POST", path);
        request.putHeader("Content-Type", "application/x-tar");
        request.body(tar);
        if (!secrets.isEmpty()) {
            request.putHeader("X-Slipway-Build-Secrets", secrets);
        }
        return opened(request);
    }

    /** A request without a body that brings credentials of a registry, as Docker's header has them. */
    DockerHttpClient.Response open(UUID team, String path, String registryAuth) {
        DockerHttpClient.Request.Builder request = request(team, "POST", path);
        request.putHeader("X-Registry-Auth", registryAuth);
        return opened(request);
    }

    private static DockerHttpClient.Request.Builder request(UUID team, String method, String path) {
        DockerHttpClient.Request.Builder request = DockerHttpClient.Request.builder();
        request.method(method);
        request.path(path);
        request.putHeader(TENANT_HEADER, team.toString());
        return request;
    }

    private DockerHttpClient.Response opened(DockerHttpClient.Request.Builder request) {
        DockerHttpClient.Response response = transport.execute(request.build());
        if (response.getStatusCode() >= 400) {
            try (response) {
                throw failure(response.getStatusCode(), messageOf(response.getBody()));
            }
        }
        return response;
    }

    /** The one place where the client library's failures become ours. */
    static <T> T translate(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (EngineFailure | BuildFailed ours) {
            throw ours;
        } catch (NotFoundException unknown) {
            throw new EngineFailure(EngineFailure.Cause.UNKNOWN, what + ": " + text(unknown));
        } catch (DockerException refused) {
            throw failure(refused.getHttpStatus(), what + ": " + text(refused));
        } catch (RuntimeException broken) {
            throw unreachable(broken);
        }
    }

    static EngineFailure unreachable(Exception broken) {
        Throwable root = broken.getCause() == null ? broken : broken.getCause();
        return new EngineFailure(
                EngineFailure.Cause.UNREACHABLE,
                "the engine does not answer (" + root.getMessage() + "); start it, or see whether it is restarting");
    }

    static EngineFailure failure(int status, String message) {
        EngineFailure.Cause cause = switch (status) {
            case 404 -> EngineFailure.Cause.UNKNOWN;
            case 502, 503, 504 -> EngineFailure.Cause.UNREACHABLE;
            default -> EngineFailure.Cause.REFUSED;
        };
        return new EngineFailure(cause, message);
    }

    static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }

    private String messageOf(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(MOST_ERROR_BYTES);
            JsonNode message =
                    bytes.length > 0 && bytes[0] == '{' ? json.readTree(bytes).get("message") : null;
            return message == null ? new String(bytes, StandardCharsets.UTF_8).strip() : message.asText();
        } catch (IOException unreadable) {
            return "the engine refused and gave no reason";
        }
    }

    /** The library puts the whole body into its message: {@code Status 409: {"message":"…"}}. */
    private static String text(DockerException failure) {
        String text = String.valueOf(failure.getMessage());
        int start = text.indexOf("\"message\":\"");
        int end = text.lastIndexOf("\"}");
        return start >= 0 && end > start ? text.substring(start + 11, end).replace("\\\"", "\"") : text;
    }

    /** Adds the team to whatever the typed client sends. */
    private record ForTeam(DockerHttpClient shared, UUID team) implements DockerHttpClient {

        @Override
        public Response execute(Request request) {
            Request.Builder named = Request.builder();
            named.from(request);
            named.putHeader(TENANT_HEADER, team.toString());
            return shared.execute(named.build());
        }

        /** The pool outlives any one client of it. */
        @Override
        public void close() {}
    }
}
