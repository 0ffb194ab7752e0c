package dev.slipway.e2e.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.slipway.e2e.console.Chromium.picture;
import static dev.slipway.e2e.console.Chromium.test;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The main job in a browser: from a repository URL to a running app, its logs and a shell. */
@ExtendWith(OnPlatform.class)
class JourneyTest {
    private static final double DEPLOY_MILLIS = 360_000;

    @Test
    void aRepositoryBecomesARunningAppWithLogsAndAShell(Platform platform) {
        String repository = platform.git().publishFixture("slow-build");
        try (Chromium chromium = new Chromium()) {
            Page page = chromium.person();
            try {
                chromium.signIn(page, platform);
                picture(page, "home");
                String app = deploy(page, repository);
                openApp(page);
                readLogs(page);
                useTerminal(page, platform, app);
                platform.portal().deleteApp(app);
            } catch (AssertionError | RuntimeException e) {
                picture(page, "failed");
                throw e;
            }
        }
    }

    private static String deploy(Page page, String repository) {
        test(page, "new-app").first().click();
        test(page, "repository").fill(repository);
        test(page, "deploy").click();
        // The log grows while the build runs: more text later than sooner.
        Locator log = test(page, "build-log");
        assertThat(log).containsText("Step 1/", within(DEPLOY_MILLIS));
        int sooner = log.innerText().length();
        assertThat(log).containsText("Successfully built", within(DEPLOY_MILLIS));
        assertTrue(log.innerText().length() > sooner, "the log did not grow");
        picture(page, "build");
        java.util.regex.Matcher id = Pattern.compile("/apps/([0-9a-f-]{36})").matcher(page.url());
        assertTrue(id.find(), "no app in " + page.url());
        return id.group(1);
    }

    private static void openApp(Page page) {
        page.navigate(page.url().replaceAll("(/apps/[0-9a-f-]{36}).*", "$1"));
        assertThat(test(page, "app-status").first())
                .containsText(Pattern.compile("running", Pattern.CASE_INSENSITIVE), ignoring());
        String url = test(page, "app-url").first().getAttribute("href");
        try (Page visitor = page.context().newPage()) {
            assertEquals(200, visitor.navigate(url + "/seen-by-the-browser").status());
            assertThat(visitor.locator("body")).containsText("hello from");
        }
        picture(page, "app");
    }

    private static void readLogs(Page page) {
        test(page, "tab-logs").click();
        assertThat(test(page, "log-line").last()).containsText("line ", within(20_000));
        int before = lastNumber(page);
        Await.until("the log goes on", Duration.ofSeconds(20), () -> lastNumber(page), now -> now > before + 50);
        picture(page, "logs");
    }

    private static int lastNumber(Page page) {
        java.util.regex.Matcher line = Pattern.compile("line (\\d+)")
                .matcher(test(page, "log-line").last().innerText());
        return line.find() ? Integer.parseInt(line.group(1)) : 0;
    }

    private static void useTerminal(Page page, Platform platform, String app) {
        test(page, "tab-terminal").click();
        Locator terminal = test(page, "terminal");
        assertThat(terminal).containsText(Pattern.compile("[#$]"), ignoring());
        terminal.click();
        page.keyboard().type("id; sleep 4242 &\n");
        assertThat(terminal).containsText("uid=0(root)", within(20_000));
        picture(page, "terminal");
        assertTenantUid(platform);
    }

    /** The shell's root is a number of the tenant's range on the host. */
    private static void assertTenantUid(Platform platform) {
        String pid = Await.until(
                        "the shell's child is seen from the host",
                        Duration.ofSeconds(10),
                        () -> Command.run("pgrep", "-f", "^sleep 4242$").text(),
                        text -> !text.isEmpty())
                .lines()
                .findFirst()
                .orElseThrow();
        try {
            String status = Files.readString(Path.of("/proc", pid, "status"));
            long uid = Long.parseLong(status.replaceAll("(?s).*\\nUid:\\s+(\\d+).*", "$1"));
            assertTrue(uid >= 65_536 && uid % 65_536 == 0, "host uid of container root is " + uid);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static LocatorAssertions.ContainsTextOptions within(double millis) {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(millis);
    }

    private static LocatorAssertions.ContainsTextOptions ignoring() {
        return within(60_000).setIgnoreCase(true);
    }
}
