package dev.slipway.host.api.containers;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.Differences;
import dev.slipway.host.api.Differences.Row;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.container.ContainerConfig;
import dev.slipway.host.container.Containers;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The fields of a create: what is honoured, what is refused by name, and the document that says so. */
class CreateFieldsTest {
    private static final String HOST = "HostConfig.";

    @Test
    void everyFieldOfDockersIsHonouredRefusedOrTheClientsOwn() {
        // Given
        Set<String> known = new HashSet<>(OperatorChecks.CONFIG);
        known.addAll(OperatorChecks.CONFIG_REFUSED);
        known.addAll(OperatorChecks.CLIENTS_OWN);
        prefixed(OperatorChecks.HOST).forEach(known::add);
        prefixed(OperatorChecks.HOST_REFUSED).forEach(known::add);
        prefixed(OperatorChecks.CLIENTS_OWN).forEach(known::add);
        // When
        List<String> unknown = Differences.list("create-fields-1.50.txt").stream()
                .filter(field -> !known.contains(field))
                .toList();
        // Then
        assertEquals(List.of(), unknown);
    }

    @Test
    void whatIsHonouredReachesTheContainer() {
        // Given / When / Then
        assertEquals(OperatorChecks.CONFIG, names(ContainerConfig.class));
        Set<String> host = new HashSet<>(names(ContainerConfig.HostConfig.class));
        assertTrue(host.remove(ContainerConfig.HostConfig.YIELDS));
        assertEquals(OperatorChecks.HOST, host);
        assertTrue(OperatorChecks.HOST.containsAll(Containers.UPDATABLE));
    }

    @Test
    void whatOnlyBuildStepsSayIsNotHeard() {
        // Given
        ObjectNode body = Documents.object().put("Image", "x");
        body.putObject("HostConfig").put(ContainerConfig.HostConfig.YIELDS, true);
        // When, Then
        assertFalse(CreateBody.read(body).hostConfig().yields());
    }

    private static Set<String> names(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(component -> component
                        .getAccessor()
                        .getAnnotation(com.fasterxml.jackson.annotation.JsonProperty.class)
                        .value())
                .collect(Collectors.toSet());
    }

    @Test
    void whatIsRefusedIsRefusedByName() {
        for (String name : OperatorChecks.CONFIG_REFUSED) {
            // Given
            ObjectNode body = Documents.object().put("Image", "x").put(name, "something");
            // When
            EngineException refused = assertThrows(EngineException.class, () -> CreateBody.read(body), name);
            // Then
            assertEquals(
                    "field '" + name + "' with value \"something\" is not supported by this engine: leave it out",
                    refused.getMessage());
        }
        for (String name : OperatorChecks.HOST_REFUSED) {
            // Given
            ObjectNode body = Documents.object().put("Image", "x");
            body.putObject("HostConfig").put(name, "something");
            // When
            EngineException refused = assertThrows(EngineException.class, () -> CreateBody.read(body), name);
            // Then
            assertTrue(refused.getMessage().contains("'" + HOST + name + "'"), refused.getMessage());
        }
    }

    @Test
    void anUpdateOfWhatCannotChangeIsRefusedByName() {
        // Given
        ObjectNode update = Json.read("{\"Memory\":0,\"CpuShares\":2,\"ShmSize\":7}", ObjectNode.class);
        // When
        EngineException refused = assertThrows(EngineException.class, () -> UpdateBody.read(update));
        // Then
        assertEquals(
                "field 'ShmSize' with value 7 is not supported by this engine: leave it out", refused.getMessage());
    }

    @Test
    void whatDockerDoesNotKnowIsPassedOver() {
        // Given
        ObjectNode body =
                Json.read("{\"Image\":\"x\",\"Colour\":\"red\",\"HostConfig\":{\"Colour\":1}}", ObjectNode.class);
        // When / Then
        assertDoesNotThrow(() -> CreateBody.read(body));
    }

    @Test
    void theDocumentListsTheFields() {
        assertEquals(sorted(OperatorChecks.CONFIG.stream(), prefixed(OperatorChecks.HOST)), documented("honoured"));
        assertEquals(
                sorted(OperatorChecks.CONFIG_REFUSED.stream(), prefixed(OperatorChecks.HOST_REFUSED)),
                documented("refused"));
    }

    private static java.util.stream.Stream<String> prefixed(Set<String> names) {
        return names.stream().map(name -> HOST + name);
    }

    private static TreeSet<String> sorted(
            java.util.stream.Stream<String> some, java.util.stream.Stream<String> others) {
        return java.util.stream.Stream.concat(some, others).collect(Collectors.toCollection(TreeSet::new));
    }

    private static TreeSet<String> documented(String how) {
        return Differences.rows().stream()
                .filter(row -> !row.isOperation() && row.how().equals(how))
                .map(Row::subject)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
