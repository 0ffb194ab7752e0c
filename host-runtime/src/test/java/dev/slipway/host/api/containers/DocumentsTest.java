package dev.slipway.host.api.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.container.ContainerConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
    private static ObjectNode document(String json) {
        return Json.read(json.replace('\'', '"'), ObjectNode.class);
    }

    @Test
    void aCommandMayBeOneString() {
        // Given / When
        ContainerConfig config = CreateBody.read(document("{'Image':'busybox','Cmd':'true'}"));
        // Then
        assertEquals(List.of("true"), config.cmd());
    }

    @Test
    void anImageIsNeeded() {
        // Given / When / Then
        assertThrows(EngineException.class, () -> CreateBody.read(document("{'Cmd':['true']}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'DeviceRequests':[{'Count':-1}]",
                "'Links':['a:b']",
                "'CpuRealtimePeriod':5",
                "'BlkioWeight':100",
                "'CgroupParent':'/x'",
                "'Runtime':'kata'",
                "'CgroupnsMode':'host'"
            })
    void whatTheEngineDoesNotDoIsRefusedByName(String field) {
        // Given
        ObjectNode body = document("{'Image':'x','HostConfig':{" + field + "}}");
        String name = field.substring(1, field.indexOf(':') - 1);
        // When
        EngineException refused = assertThrows(EngineException.class, () -> CreateBody.read(body));
        // Then
        String message = String.valueOf(refused.getMessage());
        assertEquals(
                "field 'HostConfig." + name + "' with value ", message.substring(0, message.indexOf("value ") + 6));
    }

    @ParameterizedTest
    @CsvSource({
        "0, Less than a second",
        "1, 1 second",
        "59, 59 seconds",
        "60, About a minute",
        "120, 2 minutes",
        "2700, 45 minutes",
        "3000, About an hour",
        "7200, 2 hours",
        "172800, 2 days",
        "1209600, 2 weeks",
        "5184000, 2 months",
        "63072000, 2 years"
    })
    void durationsAreSaidAsDockerSaysThem(long seconds, String expected) {
        // Given / When / Then
        assertEquals(expected, Ago.of(Duration.ofSeconds(seconds)));
    }
}
