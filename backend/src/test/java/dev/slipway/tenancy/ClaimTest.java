package dev.slipway.tenancy;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.slipway.platform.PlatformConfig;
import dev.slipway.support.Surroundings;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A fresh installation, told as one story because it can be claimed only once. */
@QuarkusTest
@TestProfile(ClaimTest.Fresh.class)
@QuarkusTestResource(Surroundings.class)
class ClaimTest {

    /** Its own instance, which nobody has claimed. */
    public static class Fresh implements QuarkusTestProfile {}

    @Inject
    PlatformConfig config;

    @Test
    void theOneWhoReadsTheTokenOwnsTheInstanceAndNobodyAfterThem() throws IOException {
        // Given
        Path file = config.data().resolve("claim-token");
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        String token = Files.readString(file).strip();
        int before = given().get("/api/v1/apps").statusCode();
        int wrong = claim("not-" + token).statusCode();

        // When
        Response claimed = claim(token);

        // Then
        assertEquals("rw------- 403 403", mode + " " + before + " " + wrong);
        claimed.then()
                .statusCode(201)
                .body("user.operator", equalTo(true))
                .body("teams[0].role", equalTo("owner"))
                .body("projects[0].slug", equalTo("default"));
        claim(token).then().statusCode(409);
        assertFalse(Files.exists(file));
        given().get("/api/v1/setup").then().body("claimed", equalTo(true));
        assertEquals(1L, QuarkusTransaction.requiringNew().call(() -> Team.count()));
    }

    private static Response claim(String token) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("token", token, "name", "Ada", "email", "ada@example.org", "password", "correct horse"))
                .post("/api/v1/claim");
    }
}
