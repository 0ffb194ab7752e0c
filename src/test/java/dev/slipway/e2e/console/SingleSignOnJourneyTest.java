package dev.slipway.e2e.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.slipway.e2e.console.Chromium.picture;
import static dev.slipway.e2e.console.Chromium.test;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.RequestOptions;
import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Keycloak;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two people in two browsers: one signs in at Keycloak and invites, the other joins, deploys, and loses it all again. */
@ExtendWith(OnPlatform.class)
class SingleSignOnJourneyTest {
    private static final String INVITED = "nell@acme.example";
    private static final String PASSWORD = "a password of her own";
    private static final double DEPLOY_MILLIS = 360_000;

    /** What is promised for terminals of somebody who may no longer have one. */
    private static final double CLOSED_MILLIS = 5_000;

    @Test
    void signInAtKeycloakInviteDeployAndRevoke(Platform platform) {
        Keycloak keycloak = platform.keycloak();
        String repository = platform.git().publishFixture("perl-counter");
        try (Chromium chromium = new Chromium()) {
            Page owner = chromium.person();
            Page invited = chromium.person();
            try {
                signIn(owner, platform, keycloak);
                join(invited, invite(owner));
                recordTerminals(owner);
                String app = deploy(invited, repository);
                Locator terminal = openTerminal(invited, platform, app);
                demote(owner);
                assertThat(terminal)
                        .not()
                        .hasAttribute(
                                "data-state",
                                "open",
                                new LocatorAssertions.HasAttributeOptions().setTimeout(CLOSED_MILLIS));
                assertThat(terminal).hasAttribute("data-state", "refused");
                assertThat(test(invited, "terminal-note")).containsText("Your role no longer includes this");
                picture(invited, "demoted");
                assertCannotOpenAnother(invited);
                replay(owner);
                assertEquals(200, status(invited, platform, app), "a viewer still sees the app");
                remove(owner);
                assertEquals(404, status(invited, platform, app), "somebody who was removed still sees the app");
                delete(owner, platform, app);
            } catch (AssertionError | RuntimeException failure) {
                chromium.explain(owner, "owner");
                chromium.explain(invited, "invited");
                throw failure;
            }
        }
    }

    private static void signIn(Page page, Platform platform, Keycloak keycloak) {
        page.navigate(platform.console().toString());
        test(page, "single-sign-on").click();
        page.locator("#username").fill("oscar");
        page.locator("#password").fill(keycloak.password());
        picture(page, "keycloak");
        page.locator("#kc-login").click();
        assertThat(test(page, "new-app").first()).isVisible();
    }

    private static String invite(Page page) {
        test(page, "user-menu").click();
        test(page, "menu-team").first().click();
        test(page, "invite-email").fill(INVITED);
        test(page, "invite-role").selectOption("deployer");
        test(page, "invite").click();
        String url = test(page, "invitation-url").innerText();
        picture(page, "invited");
        return url;
    }

    private static void recordTerminals(Page page) {
        test(page, "toggle-recording").first().click();
        assertThat(test(page, "toggle-recording").first()).containsText("Stop recording");
    }

    private static void join(Page page, String url) {
        page.navigate(url);
        test(page, "name").fill("Nell");
        test(page, "password").fill(PASSWORD);
        test(page, "join").click();
        assertThat(test(page, "new-app").first()).isVisible();
    }

    private static String deploy(Page page, String repository) {
        test(page, "new-app").first().click();
        test(page, "repository").fill(repository);
        test(page, "deploy").click();
        assertThat(test(page, "build-log"))
                .containsText(
                        "Successfully built", new LocatorAssertions.ContainsTextOptions().setTimeout(DEPLOY_MILLIS));
        Matcher id = Pattern.compile("/apps/([0-9a-f-]{36})").matcher(page.url());
        assertTrue(id.find(), "no app in " + page.url());
        return id.group(1);
    }

    private static Locator openTerminal(Page page, Platform platform, String app) {
        page.navigate(platform.console() + "/apps/" + app);
        assertThat(test(page, "app-status").first())
                .containsText(
                        Pattern.compile("running", Pattern.CASE_INSENSITIVE),
                        new LocatorAssertions.ContainsTextOptions().setTimeout(DEPLOY_MILLIS));
        test(page, "tab-terminal").click();
        Locator terminal = test(page, "terminal");
        assertThat(terminal)
                .hasAttribute("data-state", "open", new LocatorAssertions.HasAttributeOptions().setTimeout(30_000));
        terminal.click();
        page.keyboard().type("echo seen-$((6*7))\n");
        assertThat(terminal).containsText("seen-42", new LocatorAssertions.ContainsTextOptions().setTimeout(30_000));
        return terminal;
    }

    private static void demote(Page page) {
        page.reload();
        assertThat(row(page)).isVisible();
        picture(page, "members");
        Locator role = row(page).locator("[data-test=member-role]");
        role.selectOption("viewer");
        assertThat(test(page, "toast").first()).containsText("viewer");
    }

    private static void assertCannotOpenAnother(Page page) {
        test(page, "new-shell").click();
        assertThat(test(page, "terminal-note")).containsText("Your role \"viewer\" in this team does not include this");
    }

    /** What the other one saw is there for those who may see it. */
    private static void replay(Page page) {
        test(page, "recordings").click();
        assertThat(test(page, "recording-row").first()).containsText(INVITED);
        picture(page, "recordings");
        test(page, "recording-row").first().locator("a").click();
        assertThat(test(page, "cast"))
                .containsText("seen-42", new LocatorAssertions.ContainsTextOptions().setTimeout(30_000));
        picture(page, "recording");
    }

    private static void remove(Page page) {
        test(page, "user-menu").click();
        test(page, "menu-team").first().click();
        row(page).locator("[data-test=remove-member]").click();
        test(page, "dialog-confirm").click();
        assertThat(row(page)).hasCount(0);
    }

    private static Locator row(Page page) {
        return page.locator("[data-test=member-row][data-email='" + INVITED + "']");
    }

    private static int status(Page page, Platform platform, String app) {
        return page.request().get(platform.console() + "/api/v1/apps/" + app).status();
    }

    private static void delete(Page page, Platform platform, String app) {
        page.request()
                .delete(
                        platform.console() + "/api/v1/apps/" + app,
                        RequestOptions.create().setHeader("X-Slipway-Client", "test"));
        Await.until("the app is gone", Duration.ofMinutes(1), () -> status(page, platform, app), code -> code == 404);
    }
}
