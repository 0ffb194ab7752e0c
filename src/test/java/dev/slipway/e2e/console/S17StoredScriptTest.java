package dev.slipway.e2e.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.slipway.e2e.console.Chromium.picture;
import static dev.slipway.e2e.console.Chromium.test;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import dev.slipway.e2e.support.Portal;
import dev.slipway.e2e.support.SmallApp;
import dev.slipway.e2e.support.SourceTree;
import dev.slipway.e2e.support.TerminalSession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** HTML in every text that the console gets is shown as text: on every page, and in every dialog that a button opens. */
@ExtendWith(OnPlatform.class)
class S17StoredScriptTest {
    private static final Path ROUTES =
            SourceTree.root().resolve("web-ui/src/main/resources/META-INF/resources/app/routes.js");
    private static final Pattern ROUTE = Pattern.compile("(?m)^  \\['(/[^']*)', '");

    /** Of what was shown as markup instead: elements, handlers and addresses that only the poison has. */
    private static final String MARKUP = """
            () => [...document.querySelectorAll('*')].filter((element) =>
                element.localName === 'script' && !element.src
                || element.localName === 'img' && element.getAttribute('src') === 'x'
                || [...element.attributes].some(({ name, value }) =>
                    name.startsWith('on') || /^(href|src|action|formaction)$/.test(name) && /^\\s*javascript:/i.test(value)))
              .map((element) => element.outerHTML.slice(0, 200))""";

    @TempDir
    Path folder;

    private final List<String> dialogs = new ArrayList<>();

    @Test
    void everyPageAndDialogShowsHostileTextAsText(Platform platform) throws IOException {
        // Given
        Map<String, String> ids = world(platform);
        try (Chromium chromium = new Chromium()) {
            Page page = chromium.person();
            page.onDialog(dialog -> {
                dialogs.add(dialog.message());
                dialog.dismiss();
            });
            chromium.signIn(page, platform);
            Poison poison = Poison.into(page);
            List<String> pages = pages(ids);
            int opened = 0;
            // When
            for (String address : pages) {
                visit(page, platform, address);
                requireText(page, address);
                opened += pressEverything(page, platform, address);
            }
            // Then
            assertEquals(List.of(), dialogs);
            assertTrue(pages.size() > 20 && opened >= 8, pages.size() + " pages, " + opened + " dialogs");
            assertTrue(poison.poisoned() > 500, "only " + poison.poisoned() + " texts were changed");
        }
        platform.portal().deleteApp(String.valueOf(ids.get("appId")));
    }

    @Test
    void evenMarkupThatGotIntoAPageRunsNothing(Platform platform) {
        try (Chromium chromium = new Chromium()) {
            // Given
            Page page = chromium.person();
            page.navigate(platform.console().toString());
            page.evaluate(
                    "() => { window.__refused = [];"
                            + " addEventListener('securitypolicyviolation', (event) => window.__refused.push(event.violatedDirective)); }");
            // When
            page.evaluate(
                    "(html) => document.body.insertAdjacentHTML('beforeend', html.replace(/^[^<]*(<\\/\\w+>)*/, ''))",
                    Poison.HTML);
            page.waitForFunction("() => window.__refused.length > 0");
            // Then
            assertEquals("undefined", page.evaluate("() => typeof window.__stored"));
            assertTrue(page.evaluate("() => window.__refused[0]").toString().startsWith("script-src"));
            assertTrue(
                    page.evaluate(MARKUP) instanceof List<?> found && !found.isEmpty(),
                    "what the other test looks for");
        }
    }

    /** Its page has two scripts in it, which the policy names by their hashes. */
    @Test
    void theDocumentationOfTheApiStillRuns(Platform platform) {
        try (Chromium chromium = new Chromium()) {
            // Given
            Page page = chromium.person();
            List<String> refused = new ArrayList<>();
            page.onConsoleMessage(message -> {
                if (message.text().contains("script-src")) {
                    refused.add(message.text());
                }
            });
            // When
            page.navigate(platform.console() + "/q/swagger-ui/");
            // Then
            assertThat(page.locator(".opblock").first()).isVisible();
            assertThat(page.locator("#swaggerUiLogoLink")).hasCount(1);
            assertEquals(List.of(), refused);
        }
    }

    /** One of everything that pages list. */
    private Map<String, String> world(Platform platform) throws IOException {
        Portal portal = platform.portal();
        String repository = SmallApp.publish(platform.git(), "texts", folder, Map.of("index.html", "texts"), "", "");
        Map<String, Object> variable = Map.of("name", "SEEN", "value", "a value", "secret", false);
        String app = portal.createApp(repository, Map.of("name", "texts", "environment", List.of(variable)));
        portal.awaitRunning(app);
        String team = portal.request().get("/api/v1/sessions/current").path("teams[0].id");
        post(portal, "/api/v1/tokens", Map.of("name", "a token"));
        post(portal, "/api/v1/teams/" + team + "/service-accounts", Map.of("name", "a program", "role", "viewer"));
        post(portal, "/api/v1/teams/" + team + "/invitations", Map.of("email", "grace@example.com", "role", "viewer"));
        post(portal, "/api/v1/teams/" + team + "/roles", Map.of("name", "a role", "permissions", List.of("app-read")));
        return Map.of(
                "appId", app,
                "teamId", team,
                "recordingId", recording(portal, team, app),
                "buildId", portal.request().get("/api/v1/apps/{id}/builds", app).path("items[0].id"),
                "deploymentId",
                        portal.request()
                                .get("/api/v1/apps/{id}/deployments", app)
                                .path("items[0].id"),
                "repositoryId",
                        portal.request()
                                .get("/api/v1/teams/{id}/repositories", team)
                                .path("items[0].id"));
    }

    /** A terminal that was recorded; whether others of its project are, is as before afterwards. */
    private static String recording(Portal portal, String team, String app) {
        String project = "/api/v1/projects/"
                + portal.request().get("/api/v1/sessions/current").path("projects[0].id");
        patch(portal, project, Map.of("recorded", true));
        try (TerminalSession terminal = new TerminalSession(portal, app)) {
            terminal.await("# ");
        }
        patch(portal, project, Map.of("recorded", false));
        return Await.until(
                "the recording is listed",
                Duration.ofSeconds(60),
                () -> portal.request()
                        .get("/api/v1/teams/{id}/recordings", team)
                        .path("items[0].id"),
                Objects::nonNull);
    }

    private static void patch(Portal portal, String path, Map<String, Object> body) {
        portal.request().body(body).patch(path).then().statusCode(200);
    }

    private static void post(Portal portal, String path, Map<String, Object> body) {
        portal.request().body(body).post(path).then().statusCode(201);
    }

    /** Every address that the console has a page for. */
    private static List<String> pages(Map<String, String> ids) {
        List<String> pages = new ArrayList<>();
        Matcher route = ROUTE.matcher(SourceTree.read(ROUTES));
        while (route.find()) {
            String address = route.group(1);
            for (Map.Entry<String, String> id : ids.entrySet()) {
                address = address.replace(":" + id.getKey(), id.getValue());
            }
            assertTrue(!address.contains(":"), "what is the id in " + address + "?");
            pages.add(address);
        }
        pages.add("/no-such-page");
        return pages;
    }

    /** Until what the page asks for was shown: the texts of the session are on every page. */
    private static void visit(Page page, Platform platform, String address) {
        page.navigate(platform.console() + address);
        try {
            page.waitForFunction(
                    "() => document.body.innerText.trim() !== '' && !document.querySelector('[aria-busy=true]')",
                    null,
                    new Page.WaitForFunctionOptions().setTimeout(Poison.LONGEST_MILLIS));
        } catch (TimeoutError late) {
            picture(page, "failed");
            throw new AssertionError(address + " shows " + page.innerText("body"), late);
        }
    }

    private void requireText(Page page, String where) {
        assertEquals(List.of(), page.evaluate(MARKUP), where);
        assertEquals("undefined", page.evaluate("() => typeof window.__stored"), where);
    }

    /** Presses each button of a page; returns how many dialogs that opened. Changes are refused, so nothing comes of it. */
    private int pressEverything(Page page, Platform platform, String address) {
        int opened = 0;
        int buttons = page.locator("main button:enabled:visible").count();
        for (int at = 0; at < buttons; at++) {
            Locator all = page.locator("main button:enabled:visible");
            if (all.count() <= at) {
                break;
            }
            all.nth(at).click(new Locator.ClickOptions().setForce(true));
            requireText(page, address + ", button " + at);
            if (test(page, "dialog").count() > 0) {
                opened++;
                picture(page, "hostile-dialog");
                test(page, "dialog-cancel").click();
                assertThat(test(page, "dialog")).hasCount(0);
            }
            if (!page.url().equals(platform.console() + address)) {
                visit(page, platform, address);
            }
        }
        return opened;
    }
}
