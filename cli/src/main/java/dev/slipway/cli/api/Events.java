package dev.slipway.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Server-sent events (HTML Living Standard, 9.2): only the data of each event is of interest here. */
public final class Events {

    private static final String DATA = "data:";

    private Events() {}

    /** Gives each event's data to {@code reader} until the server ends the feed. */
    public static void follow(Client client, Consumer<JsonNode> reader) {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(client.stream("/events", "text/event-stream"), StandardCharsets.UTF_8))) {
            StringBuilder data = new StringBuilder();
            String line;
            while ((line = lines.readLine()) != null) {
                if (line.startsWith(DATA)) {
                    data.append(line.substring(DATA.length()).strip());
                } else if (line.isEmpty() && !data.isEmpty()) {
                    Json.read(data.toString()).ifPresent(reader);
                    data.setLength(0);
                }
            }
        } catch (IOException broken) {
            throw client.unreachable(broken);
        }
    }
}
