package dev.slipway.host.sbom;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Paragraphs of {@code Name: value} lines, as deb822(5) and Python's METADATA have them; continued lines do not matter here. */
final class Stanzas {
    private Stanzas() {}

    static void each(String text, Consumer<Map<String, String>> stanza) {
        List<String> lines = new ArrayList<>();
        text.lines().forEach(line -> {
            if (line.isBlank()) {
                give(lines, stanza);
            } else {
                lines.add(line);
            }
        });
        give(lines, stanza);
    }

    private static void give(List<String> lines, Consumer<Map<String, String>> stanza) {
        if (lines.isEmpty()) {
            return;
        }
        Map<String, String> fields = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.charAt(0) != ' ') {
                fields.putIfAbsent(
                        line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        lines.clear();
        stanza.accept(fields);
    }
}
