package dev.slipway.host.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private final Routes routes = new Routes()
            .get("/images/json", call -> {})
            .get("/images/{name:.*}/json", call -> {})
            .post("/images/{name:.*}/push", call -> {})
            .get("/containers/{id}/json", call -> {});

    @Test
    void anImageNameMayHaveSlashesAndColons() {
        // Given / When
        Routes.Match match =
                routes.find("POST", "/images/localhost:5000/team/x/push").orElseThrow();
        // Then
        assertEquals(Map.of("name", "localhost:5000/team/x"), match.variables());
    }

    @Test
    void anEncodedNameIsDecoded() {
        // Given / When
        Routes.Match match =
                routes.find("GET", "/images/c%2B%2B+a%40sha256%3Aff/json").orElseThrow();
        // Then
        assertEquals(Map.of("name", "c+++a@sha256:ff"), match.variables());
    }

    @Test
    void aPlainVariableIsOneSegment() {
        // Given / When / Then
        assertTrue(routes.find("GET", "/containers/a/b/json").isEmpty());
        assertEquals(
                Map.of("id", "a"),
                routes.find("GET", "/containers/a/json").orElseThrow().variables());
    }

    @Test
    void aClosedListKeepsNothingElse() {
        // Given / When
        Routes some = routes.only("GET /images/json"::equals);
        // Then
        assertEquals(List.of("GET /images/json"), some.patterns());
        assertTrue(some.find("GET", "/containers/a/json").isEmpty());
    }
}
