package dev.slipway.host.sbom;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/** {@code /var/lib/dpkg/status}, and {@code status.d} of images without dpkg. */
final class DebianPackages implements Cataloger {
    private static final String STATUS = "var/lib/dpkg/status";
    private final OsRelease system;

    DebianPackages(OsRelease system) {
        this.system = system;
    }

    @Override
    public boolean knows(String path, FoundFile file) {
        return path.equals(STATUS) || (path.startsWith(STATUS + ".d/") && !path.endsWith(".md5sums"));
    }

    @Override
    public void read(String path, FoundFile file, Consumer<Component> found) throws IOException {
        Stanzas.each(file.text(), fields -> add(path, fields, found));
    }

    private void add(String path, Map<String, String> fields, Consumer<Component> found) {
        String name = fields.getOrDefault("Package", "");
        String version = fields.getOrDefault("Version", "");
        String status = fields.getOrDefault("Status", "install ok installed");
        if (name.isEmpty() || version.isEmpty() || !status.endsWith(" installed")) {
            return;
        }
        String vendor = system.id().isEmpty() ? "debian" : system.id();
        StringBuilder purl = new StringBuilder("pkg:deb/" + vendor + "/" + Component.encoded(name) + "@"
                + Component.encoded(version) + "?arch=" + fields.getOrDefault("Architecture", "all"));
        if (!system.id().isEmpty()) {
            purl.append("&distro=").append(Component.encoded(system.distro()));
        }
        String source = fields.getOrDefault("Source", "");
        if (!source.isEmpty()) {
            purl.append("&upstream=").append(Component.encoded(source.split(" ", 2)[0]));
        }
        found.accept(new Component(name, version, purl.toString(), "", path));
    }
}
