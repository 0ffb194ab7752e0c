package dev.slipway.host.sbom;

import java.util.HashMap;
import java.util.Map;

/**
 * The distribution, as os-release(5) names it.
 *
 * @param id {@code debian}; "" when nothing says
 */
record OsRelease(String id, String version, String name) {

    static OsRelease parse(String text) {
        Map<String, String> values = new HashMap<>();
        text.lines()
                .map(line -> line.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> values.put(pair[0].strip(), pair[1].strip().replaceAll("^[\"']|[\"']$", "")));
        return new OsRelease(
                values.getOrDefault("ID", ""),
                values.getOrDefault("VERSION_ID", ""),
                values.getOrDefault("PRETTY_NAME", ""));
    }

    /** A qualifier of package URLs: {@code debian-12}. */
    String distro() {
        return version.isEmpty() ? id : id + "-" + version;
    }
}
