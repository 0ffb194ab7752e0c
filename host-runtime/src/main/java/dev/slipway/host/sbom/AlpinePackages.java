package dev.slipway.host.sbom;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/** {@code /lib/apk/db/installed}: fields of one letter. */
final class AlpinePackages implements Cataloger {
    private final OsRelease system;

    AlpinePackages(OsRelease system) {
        this.system = system;
    }

    @Override
    public boolean knows(String path, FoundFile file) {
        return path.equals("lib/apk/db/installed") || path.equals("usr/lib/apk/db/installed");
    }

    @Override
    public void read(String path, FoundFile file, Consumer<Component> found) throws IOException {
        Stanzas.each(file.text(), fields -> add(path, fields, found));
    }

    private void add(String path, Map<String, String> fields, Consumer<Component> found) {
        String name = fields.getOrDefault("P", "");
        String version = fields.getOrDefault("V", "");
        if (name.isEmpty() || version.isEmpty()) {
            return;
        }
        String purl =
                "pkg:apk/" + (system.id().isEmpty() ? "alpine" : system.id()) + "/" + Component.encoded(name) + "@"
                        + Component.encoded(version) + "?arch=" + fields.getOrDefault("A", "noarch")
                        + (system.id().isEmpty() ? "" : "&distro=" + Component.encoded(system.distro()));
        found.accept(new Component(name, version, purl, fields.getOrDefault("L", ""), path));
    }
}
