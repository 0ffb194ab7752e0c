package dev.slipway.host.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.api.Differences.Row;
import dev.slipway.host.api.UnixHttp.Answer;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/docker-api-differences.md against the routes there are, and against Docker's list of operations. */
class DifferencesTest {
    private static final Pattern SENTENCE = Pattern.compile("(\\d{3}) `(.*)`");

    @TempDir
    private Path folder;

    private final List<Resource> resources = resources();
    private final Doors doors = new Doors(resources);

    @BeforeEach
    void open() {
        doors.openForOperator(folder.resolve("engine.sock"));
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void everyOperationOfDockersIsInTheDocument() {
        // Given
        Set<String> documented = documented();
        // When
        List<String> missing = Differences.list("operations-1.50.txt").stream()
                .filter(operation -> !documented.contains(operation))
                .toList();
        // Then
        assertEquals(List.of(), missing);
    }

    @Test
    void theDocumentHasExactlyTheRoutesThereAre() {
        // Given
        Routes routes = new Routes();
        resources.forEach(resource -> resource.register(routes));
        // When
        List<String> patterns = routes.patterns().stream()
                .map(pattern -> pattern.replace(":.*", ""))
                .toList();
        // Then
        assertEquals(new TreeSet<>(documented()), new TreeSet<>(patterns));
        assertEquals(new HashSet<>(patterns).size(), patterns.size(), "a route is there twice: " + patterns);
    }

    @Test
    void whatIsRefusedIsRefusedInTheDocumentsWords() throws Exception {
        // Given
        List<Row> refused = Differences.rows().stream()
                .filter(row -> row.isOperation() && row.how().equals("refused"))
                .toList();
        assertTrue(refused.size() > 40, refused.toString());
        for (Row row : refused) {
            String[] parts = row.subject().split(" ");
            Matcher sentence = SENTENCE.matcher(row.note());
            assertTrue(sentence.matches(), row.toString());
            // When
            Answer answer = UnixHttp.send(
                    folder.resolve("engine.sock"), parts[0], parts[1].replaceAll("\\{\\w+}", "x"), "", "");
            // Then
            String expected = "{\"message\":\"" + sentence.group(2).replace("\"", "\\\"") + "\"}\n";
            assertEquals(Integer.parseInt(sentence.group(1)), answer.status(), row.subject());
            assertEquals(expected, answer.body(), row.subject());
        }
    }

    private static Set<String> documented() {
        Set<String> documented = new HashSet<>();
        Differences.rows().stream().filter(Row::isOperation).map(Row::subject).forEach(documented::add);
        return documented;
    }

    /** One of each class that adds routes, without the rooms behind it: adding routes asks for none. */
    private static List<Resource> resources() {
        try {
            Path classes = Path.of(Doors.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            List<Resource> found = new ArrayList<>();
            try (Stream<Path> files = Files.walk(classes.resolve("dev/slipway/host/api"))) {
                for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                    String name = classes.relativize(file).toString();
                    if (name.endsWith(".class")) {
                        Class<?> type = Class.forName(name.replace(".class", "").replace('/', '.'));
                        if (Resource.class.isAssignableFrom(type) && !type.isInterface()) {
                            found.add(empty(type));
                        }
                    }
                }
            }
            return found;
        } catch (java.io.IOException | URISyntaxException | ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Resource empty(Class<?> type)
            throws InstantiationException, IllegalAccessException, InvocationTargetException {
        Constructor<?> constructor = type.getConstructors()[0];
        Object[] arguments = Arrays.stream(constructor.getParameterTypes())
                .map(parameter -> parameter == Clock.class ? Clock.systemUTC() : null)
                .toArray();
        return (Resource) constructor.newInstance(arguments);
    }
}
