package dev.slipway.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One {@code POST /build}: the answer is a stream of small JSON objects. */
final class ImageBuild {

    private static final int LONGEST_LINE = 64 * 1024;

    /** The engine takes headers of 256 KiB in all. */
    private static final int MOST_SECRETS = 200 * 1024;

    private final Wire wire;
    private final UUID team;
    private final Consumer<String> output;

    /** Output comes in pieces which need not end at a line's end. */
    private final StringBuilder unfinished = new StringBuilder();

    @Nullable
    private String imageId;

    ImageBuild(Wire wire, UUID team, Consumer<String> output) {
        this.wire = wire;
        this.team = team;
        this.output = output;
    }

    String run(BuildOrder order, InputStream context, Cancellation cancellation) {
        return Wire.translate("build " + order.tag(), () -> {
            try (DockerHttpClient.Response response = wire.build(team, path(order), secrets(order), context)) {
                cancellation.onCancel(response::close);
                readAll(response.getBody());
            } catch (IOException broken) {
                throw Wire.unreachable(broken);
            } finally {
                cancellation.onCancel(null);
            }
            return imageId == null
                    ? wire.docker(team).inspectImageCmd(order.tag()).exec().getId()
                    : imageId;
        });
    }

    private String path(BuildOrder order) {
        try {
            return "/build?rm=1&forcerm=1&t=" + Wire.encode(order.tag()) + "&dockerfile="
                    + Wire.encode(order.dockerfile()) + "&labels="
                    + Wire.encode(wire.json().writeValueAsString(order.labels()));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("cannot write labels as JSON", impossible);
        }
    }

    /** Base64 of a JSON object of base64 values, as the engine takes it; empty without any. */
    private String secrets(BuildOrder order) {
        if (order.secrets().isEmpty()) {
            return "";
        }
        ObjectNode values = wire.json().createObjectNode();
        order.secrets().forEach((id, value) -> values.put(id, value.reveal().getBytes(StandardCharsets.UTF_8)));
        String header = Base64.getEncoder().encodeToString(values.toString().getBytes(StandardCharsets.UTF_8));
        if (header.length() > MOST_SECRETS) {
            throw new BuildFailed(
                    "the secrets that the Dockerfile names are longer than 100 KiB together; let it name fewer", null);
        }
        return header;
    }

    private void readAll(InputStream body) throws IOException {
        try (MappingIterator<JsonNode> messages =
                wire.json().readerFor(JsonNode.class).readValues(body)) {
            while (messages.hasNextValue()) {
                take(messages.nextValue());
            }
        } finally {
            flush();
        }
    }

    private void take(JsonNode message) {
        if (message.has("error")) {
            JsonNode code = message.path("errorDetail").path("code");
            throw new BuildFailed(
                    message.path("error").asText(), code.isInt() && code.asInt() != 0 ? code.asInt() : null);
        }
        if (message.has("stream")) {
            print(message.get("stream").asText());
        } else if (message.has("status")) {
            // Progress bars would be thousands of lines; their start and end are enough.
            if (!message.has("progress")) {
                print(status(message) + "\n");
            }
        }
        JsonNode id = message.path("aux").path("ID");
        if (id.isTextual()) {
            imageId = id.asText();
        }
    }

    private static String status(JsonNode message) {
        String id = message.path("id").asText();
        return (id.isEmpty() ? "" : id + ": ") + message.path("status").asText();
    }

    private void print(String piece) {
        unfinished.append(piece);
        if (unfinished.length() > LONGEST_LINE && unfinished.indexOf("\n") < 0) {
            // Its beginning is enough; the rest of a line without end must not fill the heap.
            unfinished.setLength(LONGEST_LINE);
        }
        int end;
        while ((end = unfinished.indexOf("\n")) >= 0) {
            output.accept(unfinished.substring(0, end));
            unfinished.delete(0, end + 1);
        }
    }

    private void flush() {
        if (!unfinished.isEmpty()) {
            output.accept(unfinished.toString());
            unfinished.setLength(0);
        }
    }
}
