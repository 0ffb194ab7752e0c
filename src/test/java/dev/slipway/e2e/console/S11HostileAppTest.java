package dev.slipway.e2e.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.slipway.e2e.console.Chromium.picture;
import static dev.slipway.e2e.console.Chromium.test;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import dev.slipway.e2e.support.SmallApp;
import dev.slipway.e2e.support.SourceTree;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A tenant's page, open in the browser of somebody who is signed in at the console, gets nowhere at the console. */
@ExtendWith(OnPlatform.class)
class S11HostileAppTest {
    private static final Path PAGE = SourceTree.root().resolve("src/test/resources/security/hostile-app.html");

    @TempDir
    Path folder;

    @Test
    void aTenantsPageNeitherReadsNorChangesNorOpensSocketsAtTheConsole(Platform platform) throws IOException {
        // Given somebody signed in, and an app of a neighbour's
        String console = platform.console().toString();
        String attack = SourceTree.read(PAGE).replace("CONSOLE", console);
        String repository = SmallApp.publish(platform.git(), "hostile", folder, Map.of("index.html", attack), "", "");
        String app = platform.portal().createApp(repository, Map.of("name", "hostile"));
        String address = platform.portal().awaitRunning(app);
        int builds = count(platform, "/api/v1/apps/" + app + "/builds");
        try (Chromium chromium = new Chromium()) {
            Page page = chromium.person();
            chromium.signIn(page, platform);
            Cookie cookie = page.context().cookies(console).getFirst();
            assertEquals(SameSiteAttribute.STRICT + " true", cookie.sameSite + " " + cookie.httpOnly);
            // When
            String hash = "#app=" + app + "&ticket=" + platform.portal().ticket(app, "terminal");
            page.navigate(address + "/" + hash);
            page.waitForFunction("() => window.outcome !== undefined");
            Map<?, ?> outcome = (Map<?, ?>) page.evaluate("() => window.outcome");
            picture(page, "hostile-app");
            // Then
            assertEquals(
                    Map.of(
                            "read", "TypeError",
                            "change", "TypeError",
                            "delete", "TypeError",
                            "socket", "refused",
                            "stream", "refused",
                            "frame", "nothing",
                            "cookie", ""),
                    outcome);
            assertEquals(builds, count(platform, "/api/v1/apps/" + app + "/builds"));
            assertEquals(0, named(platform, "stolen"));
            submitForm(page, platform, address);
            // The same ticket's kind opens a terminal on the console's own page.
            page.navigate(console + "/apps/" + app + "/terminal");
            assertThat(test(page, "terminal")).containsText("/ #");
        }
        platform.portal().deleteApp(app);
    }

    /** A form may go anywhere; the console takes none from there, and the cookie does not go along. */
    private static void submitForm(Page page, Platform platform, String address) {
        page.navigate(address + "/");
        page.locator("form button").click();
        page.waitForURL(platform.console() + "/api/v1/tokens");
        assertTrue(page.content().contains("\"status\":4"), page.content());
        assertEquals(0, named(platform, "stolen"));
    }

    /** As if a browser did send the cookie along, from a sibling's page or an old one: the Origin decides. */
    @Test
    void evenWithTheCookieAnotherOriginChangesNothingAndOpensNoSocket(Platform platform) {
        // Given
        String app = platform.portal().createApp("push:origins", Map.of("name", "origins"));
        URI console = platform.console();
        for (String origin : List.of(
                "http://origins.shop.localhost:" + platform.appsPort(),
                "http://localhost:" + platform.appsPort(),
                "http://evil." + console.getAuthority(),
                "https://" + console.getAuthority(),
                "null")) {
            // When
            Response change = asBrowser(platform, origin, "application/json")
                    .body("{\"name\":\"stolen\"}")
                    .post("/api/v1/tokens");
            Response form = asBrowser(platform, origin, "text/plain")
                    .body("{\"name\":\"stolen\"}")
                    .post("/api/v1/tokens");
            Response preflight = RestAssured.given()
                    .baseUri(console.toString())
                    .header("Origin", origin)
                    .header("Access-Control-Request-Method", "POST")
                    .header("Access-Control-Request-Headers", "content-type,x-slipway-client")
                    .options("/api/v1/tokens");
            int socket = upgrade(platform, app, origin);
            // Then
            assertEquals(403, change.statusCode(), origin);
            assertTrue(form.statusCode() == 403 || form.statusCode() == 415, origin + ": " + form.statusCode());
            assertEquals(null, preflight.header("Access-Control-Allow-Origin"), origin);
            assertEquals(403, socket, origin);
        }
        assertEquals(101, upgrade(platform, app, console.toString()), "the console's own page");
        assertEquals(0, named(platform, "stolen"));
        platform.portal().deleteApp(app);
    }

    @Test
    void aPlatformWhoseAppsShareTheConsolesSiteDoesNotStart(Platform platform) {
        // When
        Command under = control("https://console.apps.example.org", "apps.example.org");
        Command beside = control("https://console.example.org", "apps.example.org");
        // Then
        assertNotEquals(0, under.exitCode());
        assertTrue(
                under.err().contains("console host \"console.apps.example.org\" lies under the apps domain"),
                under.err());
        assertNotEquals(0, beside.exitCode());
        assertTrue(beside.err().contains("are one site to browsers (\"example.org\")"), beside.err());
        assertTrue(beside.err().contains("set SLIPWAY_APPS_DOMAIN to a domain that is registered apart"), beside.err());
    }

    /** The control plane's own program; refused before it has made anything. */
    private Command control(String publicUrl, String appsDomain) {
        Map<String, String> settings = Map.of(
                "SLIPWAY_DATA", folder.resolve("data").toString(),
                "SLIPWAY_PUBLIC_URL", publicUrl,
                "SLIPWAY_APPS_DOMAIN", appsDomain);
        String java = System.getProperty("java.home") + "/bin/java";
        return Command.run(
                settings,
                java,
                "-jar",
                SourceTree.root()
                        .resolve("backend/target/quarkus-app/quarkus-run.jar")
                        .toString());
    }

    private static io.restassured.specification.RequestSpecification asBrowser(
            Platform platform, String origin, String type) {
        return platform.portal()
                .request()
                .header("Origin", origin)
                .contentType(type)
                .header("Sec-Fetch-Site", "same-site");
    }

    /** The status of a socket's upgrade with a ticket that is good. */
    private static int upgrade(Platform platform, String app, String origin) {
        String ticket = platform.portal().ticket(app, "logs");
        Command curl = Command.run(
                "curl",
                "-s",
                "-o",
                "/dev/null",
                "-m",
                "5",
                "-w",
                "%{http_code}",
                "-H",
                "Connection: Upgrade",
                "-H",
                "Upgrade: websocket",
                "-H",
                "Sec-WebSocket-Version: 13",
                "-H",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "-H",
                "Sec-WebSocket-Protocol: slipway.v1, ticket." + ticket,
                "-H",
                "Origin: " + origin,
                platform.console() + "/api/v1/streams/apps/" + app + "/logs");
        return Integer.parseInt(curl.text());
    }

    private static int count(Platform platform, String path) {
        return platform.portal().request().get(path).<List<?>>path("items").size();
    }

    private static long named(Platform platform, String name) {
        return platform.portal().request().get("/api/v1/tokens?limit=200").<List<Object>>path("items.name").stream()
                .filter(name::equals)
                .count();
    }
}
