package dev.slipway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of this module in ARCHITECTURE.md is the rule, as for the other modules. */
class RoomsTest {

    private static final String BASE = "dev.slipway.cli.";
    private static final String COMMON = "base";
    private static final Pattern NAME = Pattern.compile("`([a-z]+)`");

    @Test
    void theArrowsOfTheCodeAreTheArrowsOfTheTable() throws IOException {
        assertEquals(table(), arrows());
    }

    @Test
    void nothingOfTheServerIsKnownHere() {
        var foreign = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.slipway.cli")
                        .stream()
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .map(arrow -> arrow.getTargetClass().getPackageName())
                        .filter(name -> name.startsWith("dev.slipway.") && !name.startsWith("dev.slipway.cli"))
                        .toList();
        assertEquals("[]", foreign.toString());
    }

    private static Map<String, Set<String>> table() throws IOException {
        Map<String, Set<String>> table = new TreeMap<>();
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of("..", "ARCHITECTURE.md"))) {
            if (line.startsWith("#")) {
                inside = line.startsWith("### `cli`");
            }
            String[] cells = line.split("\\|", -1);
            if (inside && line.startsWith("| `") && cells.length >= 5) {
                table.put(names(cells[1]).iterator().next(), names(cells[3]));
            }
        }
        assertFalse(table.isEmpty(), "ARCHITECTURE.md has no table of the module cli");
        return table;
    }

    private static Map<String, Set<String>> arrows() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.slipway.cli")) {
            String from = room(type);
            Set<String> targets = arrows.computeIfAbsent(from, room -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(arrow -> room(arrow.getTargetClass().getBaseComponentType()))
                    .filter(to -> !to.isEmpty() && !to.equals(from) && !to.equals(COMMON))
                    .forEach(targets::add);
        }
        return arrows;
    }

    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(BASE) ? name.substring(BASE.length()) : "";
    }

    private static Set<String> names(String cell) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = NAME.matcher(cell);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
