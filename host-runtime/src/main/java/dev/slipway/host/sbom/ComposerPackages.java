package dev.slipway.host.sbom;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.host.base.Json;
import java.io.IOException;
import java.util.function.Consumer;

/** PHP packages that Composer installed: {@code vendor/composer/installed.json}. */
final class ComposerPackages implements Cataloger {

    @Override
    public boolean knows(String path, FoundFile file) {
        return path.endsWith("vendor/composer/installed.json");
    }

    @Override
    public void read(String path, FoundFile file, Consumer<Component> found) throws IOException {
        JsonNode json = Json.mapper().readTree(file.text());
        // Composer 2 has an object around the list.
        for (JsonNode entry : json.has("packages") ? json.path("packages") : json) {
            String name = entry.path("name").asText("");
            String version = entry.path("version").asText("");
            if (!name.isEmpty() && !version.isEmpty()) {
                found.accept(Component.of(
                        "composer", name, version, entry.path("license").path(0).asText(""), path));
            }
        }
    }
}
