package dev.slipway.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.support.OpenApi;
import dev.slipway.support.OpenApi.Operation;
import dev.slipway.support.SchemaCheck;
import dev.slipway.support.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The OpenAPI document says of every operation what a client must know. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class ApiDocumentTest {

    /** Answers without a body. */
    private static final Set<String> EMPTY = Set.of("202", "204", "303");

    private OpenApi document;
    private List<String> faults;

    @BeforeEach
    void readTheDocument() {
        document = OpenApi.read();
        faults = new ArrayList<>();
    }

    @Test
    void itIsOfVersionThreePointOneAndNamesEveryOperationOnce() {
        // When
        Set<String> names = new HashSet<>();
        document.operations().forEach(operation -> {
            String name = operation.node().path("operationId").asText();
            if (name.isEmpty() || !names.add(name)) {
                faults.add(operation + " is called \"" + name + "\"");
            }
        });

        // Then
        assertEquals("3.1.0", document.root().path("openapi").asText());
        assertEquals(List.of(), faults);
    }

    @Test
    void everyOperationSaysWhatASuccessLooksLike() {
        // When
        document.operations().forEach(operation -> {
            List<String> successes = operation.statuses().stream()
                    .filter(status -> status.startsWith("2") || status.startsWith("3"))
                    .toList();
            if (successes.size() != 1) {
                faults.add(operation + " has the successes " + successes);
            }
            successes.forEach(status -> success(operation, status));
        });

        // Then
        assertEquals(List.of(), faults);
    }

    @Test
    void everyOperationSaysHowItRefuses() {
        // When
        document.operations().forEach(operation -> {
            Set<String> statuses = operation.statuses();
            boolean open = operation.permission().equals("open");
            if (!statuses.containsAll(open ? List.of("429", "503") : List.of("401", "403", "429", "503"))) {
                faults.add(operation + " refuses with " + statuses);
            }
            statuses.stream()
                    .filter(status -> status.startsWith("4") || status.startsWith("5"))
                    .forEach(status -> {
                        JsonNode response = document.resolve(
                                operation.node().path("responses").path(status));
                        JsonNode problem = response.at("/content/application~1problem+json");
                        if (!problem.has("example") || !problem.has("schema")) {
                            faults.add(operation + " shows no problem for " + status);
                        }
                    });
        });

        // Then
        assertEquals(List.of(), faults);
    }

    @Test
    void everythingThatGoesInOrComesOutHasAnExampleThatFitsItsSchema() {
        // Given
        SchemaCheck check = new SchemaCheck(document);
        int[] seen = new int[1];

        // When
        document.operations().forEach(operation -> {
            operation.parameters("path").forEach(parameter -> example(check, operation, parameter, seen));
            operation.parameters("query").forEach(parameter -> example(check, operation, parameter, seen));
            operation.body().ifPresent(body -> example(check, operation, body, seen));
            operation
                    .node()
                    .path("responses")
                    .forEach(response -> document.resolve(response).path("content").properties().stream()
                            .filter(media -> media.getKey().endsWith("json"))
                            .map(Map.Entry::getValue)
                            .forEach(media -> example(check, operation, media, seen)));
        });

        // Then
        assertEquals(List.of(), faults);
        assertTrue(seen[0] > 200, "only " + seen[0] + " examples");
    }

    private void success(Operation operation, String status) {
        JsonNode content = operation.node().path("responses").path(status).path("content");
        boolean shown = content.properties().stream()
                .allMatch(media -> !media.getValue().path("schema").isEmpty());
        if (!EMPTY.contains(status) && (content.isEmpty() || !shown)) {
            faults.add(operation + " shows no body for " + status);
        }
    }

    private void example(SchemaCheck check, Operation operation, JsonNode holder, int[] seen) {
        if (!holder.has("example")) {
            faults.add(operation + " has no example for " + holder.path("name"));
            return;
        }
        seen[0]++;
        check.faults(holder.path("schema"), holder.path("example"))
                .forEach(fault -> faults.add(operation + ": " + fault));
    }
}
