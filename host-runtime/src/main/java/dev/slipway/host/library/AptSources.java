package dev.slipway.host.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The machine's own package sources (sources.list(5)), narrowed to those of the distribution's release: what works for the
 * machine works for what is made from its packages, behind a mirror or a proxy too. Third-party sources are left out.
 *
 * @param stanzas deb822 stanzas, one source each, without comments
 */
record AptSources(List<Stanza> stanzas) {
    private static final Pattern ONE_LINE = Pattern.compile("^deb\\s+(?:\\[([^]]*)]\\s+)?(\\S+)\\s+(\\S+)\\s+(.+)$");
    private static final String MAIN = "main";

    /** @param keyring absolute path of the key file named by Signed-By, or "" */
    record Stanza(List<String> uris, List<String> suites, List<String> components, String keyring) {
        String text() {
            StringBuilder text = new StringBuilder("Types: deb\n");
            text.append("URIs: ").append(String.join(" ", uris)).append('\n');
            text.append("Suites: ").append(String.join(" ", suites)).append('\n');
            text.append("Components: ").append(String.join(" ", components)).append('\n');
            if (!keyring.isEmpty()) {
                text.append("Signed-By: ").append(keyring).append('\n');
            }
            return text.toString();
        }
    }

    /** Reads the sources under {@code etcApt} that offer {@code codename}. */
    static AptSources read(Path etcApt, String codename) {
        List<Stanza> found = new ArrayList<>();
        for (Path file : files(etcApt)) {
            String text = content(file);
            List<Stanza> all = file.toString().endsWith(".list") ? oneLine(text) : deb822(text);
            all.stream()
                    .map(stanza -> narrowed(stanza, codename))
                    .flatMap(List::stream)
                    .forEach(found::add);
        }
        return new AptSources(found.stream().distinct().toList());
    }

    private static List<Path> files(Path etcApt) {
        List<Path> files = new ArrayList<>();
        Path main = etcApt.resolve("sources.list");
        if (Files.isReadable(main)) {
            files.add(main);
        }
        Path parts = etcApt.resolve("sources.list.d");
        if (Files.isDirectory(parts)) {
            try (Stream<Path> list = Files.list(parts)) {
                list.filter(file -> file.toString().endsWith(".list")
                                || file.toString().endsWith(".sources"))
                        .sorted()
                        .forEach(files::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Stanza> oneLine(String text) {
        List<Stanza> stanzas = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            Matcher matcher = ONE_LINE.matcher(line);
            if (matcher.matches()) {
                String options = matcher.group(1) == null ? "" : matcher.group(1);
                stanzas.add(new Stanza(
                        List.of(matcher.group(2)),
                        List.of(matcher.group(3)),
                        words(matcher.group(4).replaceFirst("#.*", "")),
                        signedBy(options)));
            }
        }
        return stanzas;
    }

    private static String signedBy(String options) {
        return words(options).stream()
                .filter(option -> option.startsWith("signed-by=/"))
                .map(option -> option.substring("signed-by=".length()))
                .findFirst()
                .orElse("");
    }

    private static List<Stanza> deb822(String text) {
        List<Stanza> stanzas = new ArrayList<>();
        String clean = String.join(
                "\n", text.lines().filter(line -> !line.startsWith("#")).toList());
        for (String block : clean.split("\\n\\s*\\n")) {
            boolean binary = words(field(block, "Types")).contains("deb");
            boolean enabled = !field(block, "Enabled").equalsIgnoreCase("no");
            if (binary && enabled) {
                String keyring = field(block, "Signed-By");
                stanzas.add(new Stanza(
                        words(field(block, "URIs")),
                        words(field(block, "Suites")),
                        words(field(block, "Components")),
                        keyring.startsWith("/") ? keyring : ""));
            }
        }
        return stanzas;
    }

    private static String field(String block, String name) {
        Matcher matcher =
                Pattern.compile("(?im)^" + name + ":((?:.*)(?:\\n[ \\t].*)*)").matcher(block);
        return matcher.find() ? matcher.group(1).strip() : "";
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** The stanza with the release's own suites only; empty when it has none of them. */
    private static List<Stanza> narrowed(Stanza stanza, String codename) {
        Set<String> own = Set.of(codename, codename + "-updates", codename + "-security", codename + "/updates");
        List<String> suites = stanza.suites.stream().filter(own::contains).toList();
        if (suites.isEmpty() || !stanza.components.contains(MAIN)) {
            return List.of();
        }
        return List.of(new Stanza(stanza.uris, suites, List.of(MAIN), stanza.keyring));
    }

    /** As one deb822 file. */
    String text() {
        return String.join("\n", stanzas.stream().map(Stanza::text).toList());
    }

    /** Where each suite's signed index is. */
    List<String> indexes() {
        return stanzas.stream()
                .flatMap(stanza -> stanza.suites.stream()
                        .map(suite ->
                                stanza.uris.getFirst().replaceFirst("/+$", "") + "/dists/" + suite + "/InRelease"))
                .distinct()
                .toList();
    }

    /** The key files that are named. */
    Set<String> keyrings() {
        Set<String> keyrings = new TreeSet<>();
        stanzas.stream()
                .map(Stanza::keyring)
                .filter(keyring -> !keyring.isEmpty())
                .forEach(keyrings::add);
        return keyrings;
    }

    boolean needsCertificates() {
        return stanzas.stream().flatMap(stanza -> stanza.uris.stream()).anyMatch(uri -> uri.startsWith("https:"));
    }
}
