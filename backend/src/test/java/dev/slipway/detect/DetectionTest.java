package dev.slipway.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small repositories under {@code src/test/resources/recipes} and the Dockerfile that each gets, in {@code NAME.Dockerfile}
 * beside it; {@code SLIPWAY_RECIPES_WRITE=1} writes these anew.
 */
class DetectionTest {

    private static final Path RECIPES = Path.of("src/test/resources/recipes");
    private static final boolean WRITE = "1".equals(System.getenv("SLIPWAY_RECIPES_WRITE"));

    static Stream<Path> repositories() throws IOException {
        try (Stream<Path> files = Files.list(RECIPES)) {
            return files.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("repositories")
    void aRepositoryGetsItsDockerfile(Path repository) throws IOException {
        // Given
        Path golden = RECIPES.resolve(repository.getFileName() + ".Dockerfile");

        // When
        String made = Detection.of(new FolderOnDisk(repository)).orElseThrow().dockerfile();

        // Then
        if (WRITE) {
            Files.writeString(golden, made);
        }
        assertEquals(Files.readString(golden), made);
    }

    @ParameterizedTest
    @MethodSource("repositories")
    void whatItStartsIsAnOrdinaryUserWhoHearsTheSignals(Path repository) {
        // When
        String made = Detection.of(new FolderOnDisk(repository)).orElseThrow().dockerfile();

        // Then
        String last = made.substring(made.lastIndexOf("FROM "));
        assertTrue(last.contains("\nUSER app\n") || last.contains("\nUSER www-data\n"), last);
        assertTrue(last.contains("\nEXPOSE 8080\n") && last.contains("PORT=8080"), last);
        assertTrue(last.contains("\nCMD [\""), last);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                ">=18 <21; 18,19,20",
                ">= 18; 18,19,20,21,22",
                "^18.2 || ^20; 18,20",
                "20.x; 20",
                "v20.11.1; 20",
                "18 - 20; 18,19,20",
                ">18; 19,20,21,22",
                "*; 18,19,20,21,22",
                "lts/*; 18,19,20,21,22",
                "!=19; 18,20,21,22"
            })
    void aRangeAllowsTheVersionsItNames(String range, String allowed) {
        VersionRange read = new VersionRange(range);
        assertEquals(
                allowed,
                Stream.of(18, 19, 20, 21, 22)
                        .filter(major -> read.allows(Version.of(major, Version.ANY)))
                        .map(String::valueOf)
                        .collect(Collectors.joining(",")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                ">=3.10,<3.12; 10,11",
                "~=3.10; 10,11,12,13",
                "~=3.10.2; 10",
                "~> 3.11.0; 11",
                "^3.11; 11,12,13",
                "==3.12.*; 12",
                "<3.12; 9,10,11",
                "<3.12.4; 9,10,11,12",
                "3; 9,10,11,12,13"
            })
    void aRangeTellsMinorVersionsApart(String range, String allowed) {
        VersionRange read = new VersionRange(range);
        assertEquals(
                allowed,
                Stream.of(9, 10, 11, 12, 13)
                        .filter(minor -> read.allows(Version.of(3, minor)))
                        .map(String::valueOf)
                        .collect(Collectors.joining(",")));
    }

    @Test
    void whatIsMissingIsNamed() {
        assertTrue(refusal("go.mod", "module a\n").contains("without a main package"));
        assertTrue(refusal("package.json", "{}").contains("without a \"start\" script"));
        assertTrue(refusal("package.json", "{").contains("is no valid JSON"));
        assertTrue(refusal("pom.xml", "<project>").contains("is no valid XML"));
        assertTrue(refusal("requirements.txt", "").contains("manage.py, app.py"));
        assertTrue(refusal("Gemfile", "").contains("config.ru"));
    }

    @Test
    void aDocumentTypeInAPomReadsNoFile() {
        String pom =
                "<!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><project><release>&x;</release></project>";
        assertTrue(refusal("pom.xml", pom).contains("is no valid XML"));
    }

    @Test
    void aTreeOfNoKnownKindHasNone() {
        assertEquals(Optional.empty(), Detection.of(new FolderInMemory(Map.of("README.md", "hello"))));
    }

    private static String refusal(String file, String text) {
        SourceFolder folder = new FolderInMemory(Map.of(file, text));
        return String.valueOf(
                assertThrows(Undetectable.class, () -> Detection.of(folder)).getMessage());
    }

    private record FolderInMemory(Map<String, String> files) implements SourceFolder {

        @Override
        public SortedSet<String> names(String folder) {
            return folder.isEmpty() ? new TreeSet<>(files.keySet()) : new TreeSet<>();
        }

        @Override
        public Optional<String> text(String path) {
            return Optional.ofNullable(files.get(path));
        }
    }

    private record FolderOnDisk(Path root) implements SourceFolder {

        @Override
        public SortedSet<String> names(String folder) {
            String[] names = root.resolve(folder).toFile().list();
            return names == null ? new TreeSet<>() : new TreeSet<>(Arrays.asList(names));
        }

        @Override
        public Optional<String> text(String path) {
            try {
                Path file = root.resolve(path);
                return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
