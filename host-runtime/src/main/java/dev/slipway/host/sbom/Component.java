package dev.slipway.host.sbom;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;

/**
 * A package in an image.
 *
 * @param purl package URL (ECMA-427), by which databases of weaknesses know it
 * @param license as the package says it, "" when it does not
 * @param place the file that tells of it, relative to the root
 */
record Component(String name, String version, String purl, String license, String place)
        implements Comparable<Component> {

    /** One of a kind without qualifiers: {@code pkg:npm/%40scope/name@1.0}. */
    static Component of(String type, String name, String version, String license, String place) {
        String path = Arrays.stream(name.split("/")).map(Component::encoded).collect(Collectors.joining("/"));
        return new Component(name, version, "pkg:" + type + "/" + path + "@" + encoded(version), license, place);
    }

    /** Percent-encoded but for what a package URL leaves as it is. */
    static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || ".-_~:".indexOf(c) >= 0);
            encoded.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return encoded.toString();
    }

    @Override
    public int compareTo(Component other) {
        return Comparator.comparing(Component::purl)
                .thenComparing(Component::place)
                .compare(this, other);
    }
}
