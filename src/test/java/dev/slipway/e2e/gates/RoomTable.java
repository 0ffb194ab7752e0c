package dev.slipway.e2e.gates;

import dev.slipway.e2e.support.SourceTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A module's "may use" table, read from ARCHITECTURE.md.
 *
 * @param base the module's base package
 * @param common rooms that all others may use without saying so
 * @param mayUse room → the rooms it may use
 */
record RoomTable(String base, Set<String> common, Map<String, Set<String>> mayUse) {
    private static final Pattern BASE = Pattern.compile("base package `([a-z.]+)`");
    private static final Pattern COMMON = Pattern.compile("may use `([a-z]+)` without saying so");
    private static final Pattern NAME = Pattern.compile("`([a-z]+)`");

    /** The table below the heading that starts with {@code ### `module`}. */
    static RoomTable read(String module) {
        List<String> section = section(module);
        Map<String, Set<String>> mayUse = new LinkedHashMap<>();
        for (String line : section) {
            String[] cells = line.split("\\|", -1);
            if (line.startsWith("| `") && cells.length >= 5) {
                Set<String> targets = names(cells[3]);
                names(cells[1]).forEach(room -> mayUse.put(room, targets));
            }
        }
        String text = String.join("\n", section);
        Matcher base = BASE.matcher(text);
        if (!base.find()) {
            throw new IllegalStateException("ARCHITECTURE.md names no base package for " + module);
        }
        return new RoomTable(base.group(1), matches(COMMON, text), mayUse);
    }

    private static List<String> section(String module) {
        List<String> section = new ArrayList<>();
        boolean inside = false;
        for (String line : SourceTree.lines(SourceTree.root().resolve("ARCHITECTURE.md"))) {
            if (line.startsWith("#")) {
                inside = line.startsWith("### `" + module + "`");
            }
            if (inside) {
                section.add(line);
            }
        }
        if (section.isEmpty()) {
            throw new IllegalStateException("ARCHITECTURE.md has no section for module " + module);
        }
        return section;
    }

    private static Set<String> names(String cell) {
        return matches(NAME, cell);
    }

    private static Set<String> matches(Pattern pattern, String text) {
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
