package dev.slipway.platform;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.support.OpenApi;
import dev.slipway.support.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** No answer lets a browser run a script that is not a file of ours, whatever a tenant managed to get into it. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class S17PolicyTest {

    private static final String STRICT = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none';"
            + " form-action 'self'; frame-ancestors 'none'";

    private static final Pattern ROUTE = Pattern.compile("(?m)^  \\['(/[^']*)', '");
    private static final Pattern PARAMETER = Pattern.compile(":\\w+|\\{\\w+}");
    private static final Pattern INLINE = Pattern.compile("(?s)<script(?![^>]*\\ssrc=)[^>]*>(.*?)</script>");
    private static final Pattern HANDLER = Pattern.compile("(?i)<[^>]+\\son\\w+\\s*=|javascript:");

    @Test
    void everyPageOfTheConsoleForbidsInlineScripts() {
        // Given
        List<String> pages = ROUTE.matcher(resource("app/routes.js"))
                .results()
                .map(match -> filled(match.group(1)))
                .toList();

        // When
        Stream<Executable> checks = pages.stream().map(page -> () -> {
            Response answer = given().get(page);
            assertEquals("200 " + STRICT, answer.statusCode() + " " + policy(answer), page);
            assertTrue(answer.asString().contains("<slipway-console>"), page);
        });

        // Then
        assertTrue(pages.size() > 20, pages.toString());
        assertAll(checks);
    }

    @Test
    void everyOtherAnswerDoesAsWellAndItsTypeIsNotGuessed() {
        // Given
        Stream<String> doors = OpenApi.read().operations().stream()
                .filter(operation -> operation.verb().equals("GET"))
                .map(operation -> filled(operation.path()));
        Stream<String> others = Stream.of(
                "/nothing.html",
                "/q/openapi",
                "/q/health",
                "/v2/",
                "/v2/x/y/manifests/z",
                "/git/a/b/c.git/info/refs",
                "/sso/sign-in",
                "/favicon.svg",
                "/app/main.js",
                "/api/v1/%3Cimg%20src=x%20onerror=alert(1)%3E");

        // When
        Stream<Executable> checks = Stream.concat(doors, others).map(path -> () -> {
            Response answer =
                    given().redirects().follow(false).urlEncodingEnabled(false).get(path);
            assertEquals(STRICT, policy(answer), path);
            assertEquals("nosniff", answer.header("X-Content-Type-Options"), path);
            assertFalse(
                    answer.statusCode() >= 400
                            && String.valueOf(answer.contentType()).contains("html"),
                    path);
        });

        // Then
        assertAll(checks);
    }

    @Test
    void theConsolesOneDocumentHasNoScriptInIt() {
        // When
        String document = resource("index.html");

        // Then
        assertFalse(INLINE.matcher(document).find(), document);
        assertFalse(HANDLER.matcher(document).find(), document);
    }

    /** Which two they are differs between a test and the program; that they run there is seen in a browser. */
    @Test
    void theDocumentationsPageMayRunTwoScriptsOfItsOwnAndNoOther() {
        // When
        String policy = policy(given().get("/q/swagger-ui/"));

        // Then
        assertEquals(STRICT, policy.replaceFirst("(?: 'sha256-[A-Za-z0-9+/]{43}='){2}", ""));
        assertFalse(policy.equals(STRICT), policy);
    }

    private static String policy(Response answer) {
        return String.valueOf(answer.header("Content-Security-Policy"));
    }

    private static String filled(String path) {
        return PARAMETER.matcher(path).replaceAll(UUID.randomUUID().toString());
    }

    private static String resource(String name) {
        try (InputStream in = S17PolicyTest.class.getResourceAsStream("/META-INF/resources/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
