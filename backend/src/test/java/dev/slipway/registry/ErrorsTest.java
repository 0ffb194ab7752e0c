package dev.slipway.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.slipway.registry.RegistryClient.Reply;
import dev.slipway.support.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Distribution-spec, "Error Codes" and "Determining Support". */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class ErrorsTest extends OnRepository {

    @Test
    void namesMethodsAndAddressesThatAreNone() {
        // When
        Reply name = client.send("GET", "/v2/" + repository.toUpperCase(Locale.ROOT) + "/tags/list");
        Reply single = client.send("GET", "/v2/alone/tags/list");
        Reply method = client.send("PUT", path("/tags/list"), CONTENT);
        Reply address = client.send("GET", path("/nothing"));
        // Then
        assertEquals(
                List.of("400 NAME_INVALID", "400 NAME_INVALID", "405 UNSUPPORTED", "400 NAME_INVALID"),
                Arrays.asList(name, single, method, address).stream()
                        .map(reply -> reply.status() + " " + reply.code())
                        .toList());
    }

    @Test
    void theBaseSaysWhichVersionItIs() {
        // When
        Reply reply = client.send("GET", "/v2/").expect(200);
        // Then
        assertEquals("registry/2.0", reply.header("Docker-Distribution-API-Version"));
    }
}
