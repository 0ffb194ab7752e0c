package dev.slipway.host.sbom;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.host.base.Json;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Installed packages of npm, Yarn and pnpm: {@code node_modules/NAME/package.json}. */
final class NodePackages implements Cataloger {
    private static final Pattern INSTALLED = Pattern.compile("(.*/)?node_modules/(@[^/]+/)?[^/@.][^/]*/package\\.json");

    @Override
    public boolean knows(String path, FoundFile file) {
        return file.name().equals("package.json") && INSTALLED.matcher(path).matches();
    }

    @Override
    public void read(String path, FoundFile file, Consumer<Component> found) throws IOException {
        JsonNode json = Json.mapper().readTree(file.text());
        String name = json.path("name").asText("");
        String version = json.path("version").asText("");
        if (!name.isEmpty() && !version.isEmpty()) {
            JsonNode license = json.path("license");
            found.accept(Component.of(
                    "npm",
                    name,
                    version,
                    license.isTextual()
                            ? license.asText()
                            : license.path("type").asText(""),
                    path));
        }
    }
}
