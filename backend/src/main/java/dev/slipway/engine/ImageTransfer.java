package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Images between the engine and a registry: like a build, the answer is a stream of small JSON objects. */
final class ImageTransfer {

    private final Wire wire;
    private final UUID team;
    private final String token;

    ImageTransfer(Wire wire, UUID team, String token) {
        this.wire = wire;
        this.team = team;
        this.token = token;
    }

    /** The digest of the manifest that was pushed. */
    String push(String name) {
        int colon = name.lastIndexOf(':');
        String path = "/images/" + name.substring(0, colon) + "/push?tag=" + Wire.encode(name.substring(colon + 1));
        String digest = run("push " + name, path);
        if (digest == null) {
            throw new EngineFailure(EngineFailure.Cause.REFUSED, "push " + name + ": the engine told no digest");
        }
        return digest;
    }

    void pull(String name) {
        int at = name.lastIndexOf('@');
        run(
                "pull " + name,
                "/images/create?fromImage=" + Wire.encode(name.substring(0, at)) + "&tag="
                        + Wire.encode(name.substring(at + 1)));
    }

    private @Nullable String run(String what, String path) {
        return Wire.translate(what, () -> {
            try (DockerHttpClient.Response response = wire.open(team, path, auth())) {
                return read(what, response);
            } catch (IOException broken) {
                throw Wire.unreachable(broken);
            }
        });
    }

    private @Nullable String read(String what, DockerHttpClient.Response response) throws IOException {
        @Nullable String digest = null;
        try (MappingIterator<JsonNode> messages =
                wire.json().readerFor(JsonNode.class).readValues(response.getBody())) {
            while (messages.hasNextValue()) {
                JsonNode message = messages.nextValue();
                if (message.has("error")) {
                    throw new EngineFailure(
                            EngineFailure.Cause.REFUSED,
                            what + ": " + message.path("error").asText());
                }
                JsonNode told = message.path("aux").path("Digest");
                digest = told.isTextual() ? told.asText() : digest;
            }
        }
        return digest;
    }

    private String auth() {
        String document =
                wire.json().createObjectNode().put("registrytoken", token).toString();
        return Base64.getUrlEncoder().encodeToString(document.getBytes(StandardCharsets.UTF_8));
    }
}
