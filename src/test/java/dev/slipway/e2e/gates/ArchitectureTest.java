package dev.slipway.e2e.gates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.slipway.e2e.support.SourceTree;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table is the rule: an arrow that is not in ARCHITECTURE.md fails, and so does one that no code uses. */
class ArchitectureTest {
    private static final Set<String> VAGUE =
            Set.of("Manager", "Helper", "Util", "Utils", "Impl", "Service", "Dto", "Mapper");

    @ParameterizedTest
    @ValueSource(strings = {"host-runtime", "backend"})
    void theArrowsOfTheCodeAreTheArrowsOfTheTable(String module) {
        // Given
        RoomTable table = RoomTable.read(module);
        // When
        Map<String, Set<String>> arrows = arrows(module, table);
        // Then
        assertEquals(describe(table.mayUse()), describe(arrows), "left: ARCHITECTURE.md, right: the code of " + module);
    }

    @ParameterizedTest
    @ValueSource(strings = {"host-runtime", "backend"})
    void noRoomIsReachedFromARoomItUses(String module) {
        Map<String, Set<String>> arrows = arrows(module, RoomTable.read(module));
        for (String room : arrows.keySet()) {
            assertTrue(
                    !reaches(arrows, arrows.get(room), room, new TreeSet<>()), room + " is part of a cycle: " + arrows);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"host-runtime", "backend"})
    void noClassHidesBehindAVagueName(String module) {
        List<String> vague = classes(module).stream()
                .map(JavaClass::getSimpleName)
                .filter(name -> VAGUE.stream().anyMatch(name::endsWith))
                .toList();
        assertEquals(List.of(), vague);
    }

    @ParameterizedTest
    @ValueSource(strings = {"host-runtime:jnr:linux", "backend:com.github.dockerjava:engine"})
    void aForeignLibraryHasOneDoor(String rule) {
        String[] parts = rule.split(":");
        RoomTable table = RoomTable.read(parts[0]);
        Set<String> users = classes(parts[0]).stream()
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(d -> d.getTargetClass().getPackageName().startsWith(parts[1])))
                .map(type -> room(table, type))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(parts[2]), users);
    }

    private static Map<String, Set<String>> arrows(String module, RoomTable table) {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass type : classes(module)) {
            String from = room(table, type);
            if (from.isEmpty()) {
                continue;
            }
            Set<String> targets = arrows.computeIfAbsent(from, room -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .map(target -> room(table, target))
                    .filter(to ->
                            !to.isEmpty() && !to.equals(from) && !table.common().contains(to))
                    .forEach(targets::add);
        }
        return arrows;
    }

    private static JavaClasses classes(String module) {
        return new ClassFileImporter()
                .importPath(SourceTree.root().resolve(module).resolve("target/classes"));
    }

    /** The package directly under the base package; "" for what is not ours. */
    private static String room(RoomTable table, JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        if (!name.startsWith(table.base() + ".")) {
            return "";
        }
        String rest = name.substring(table.base().length() + 1);
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private static boolean reaches(Map<String, Set<String>> arrows, Set<String> from, String goal, Set<String> seen) {
        for (String room : from) {
            if (room.equals(goal)) {
                return true;
            }
            if (seen.add(room) && reaches(arrows, arrows.getOrDefault(room, Set.of()), goal, seen)) {
                return true;
            }
        }
        return false;
    }

    private static String describe(Map<String, Set<String>> arrows) {
        return new TreeMap<>(arrows)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + " -> " + new TreeSet<>(entry.getValue()))
                        .collect(Collectors.joining("\n"));
    }
}
