package dev.slipway.host.sbom;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Installed distributions: {@code NAME.dist-info/METADATA}, {@code NAME.egg-info/PKG-INFO} or the older single file. */
final class PythonPackages implements Cataloger {

    @Override
    public boolean knows(String path, FoundFile file) {
        return path.endsWith(".dist-info/METADATA")
                || path.endsWith(".egg-info/PKG-INFO")
                || path.endsWith(".egg-info");
    }

    @Override
    public void read(String path, FoundFile file, Consumer<Component> found) throws IOException {
        String text = file.text();
        int end = text.indexOf("\n\n");
        // Behind the first empty line comes the description, which may look like anything.
        Stanzas.each(end < 0 ? text : text.substring(0, end), fields -> add(path, fields, found));
    }

    private static void add(String path, Map<String, String> fields, Consumer<Component> found) {
        String name = fields.getOrDefault("Name", "");
        String version = fields.getOrDefault("Version", "");
        if (name.isEmpty() || version.isEmpty()) {
            return;
        }
        // Names are compared without regard to case and to -, _ and . (PEP 503).
        String canonical = name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
        String license = fields.getOrDefault("License-Expression", fields.getOrDefault("License", ""));
        found.accept(Component.of("pypi", canonical, version, license, path));
    }
}
