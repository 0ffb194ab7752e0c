package dev.slipway.e2e.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.slipway.e2e.support.Platform;
import dev.slipway.e2e.support.Portal;
import dev.slipway.e2e.support.SourceTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A real browser. */
final class Chromium implements AutoCloseable {
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Map<Page, Set<String>> unanswered = new HashMap<>();
    private final List<String> errors = new ArrayList<>();
    private final Playwright playwright = Playwright.create();
    private final Browser browser = playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setArgs(FLAGS));

    /** A page of somebody else: no cookie is shared with other pages. */
    Page person() {
        Page page = browser.newContext().newPage();
        Set<String> waiting = new LinkedHashSet<>();
        unanswered.put(page, waiting);
        page.onRequest(request -> waiting.add(request.method() + " " + request.url()));
        page.onRequestFinished(request -> waiting.remove(request.method() + " " + request.url()));
        page.onRequestFailed(request -> waiting.remove(request.method() + " " + request.url()));
        page.onRequestFailed(request -> errors.add(request.url() + ": " + request.failure()));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                errors.add(message.text() + " at " + message.location());
            }
        });
        page.onPageError(error -> errors.add(error));
        return page;
    }

    /** Whatever a test that failed should tell of a page: what it looks like, what it waits for, what went wrong in scripts. */
    void explain(Page page, String name) {
        picture(page, "failed-" + name);
        System.err.println(name + " at " + page.url() + " waits for " + unanswered.get(page) + "; errors: " + errors);
    }

    /** Does it, and explains the page when it fails. */
    void explaining(Page page, String name, Runnable act) {
        try {
            act.run();
        } catch (AssertionError | RuntimeException failure) {
            explain(page, name);
            throw failure;
        }
    }

    /** Makes the parts of pages whose address matches not arrive the first {@code times}, as when the network changes. */
    static void lose(Page page, String address, int times) {
        AtomicInteger lost = new AtomicInteger();
        page.route(address, route -> {
            if (lost.getAndIncrement() < times) {
                route.abort("connectionreset");
            } else {
                route.resume();
            }
        });
    }

    /** Signs in on the console's first page as the tests' own account. */
    void signIn(Page page, Platform platform) {
        explaining(page, "sign-in", () -> {
            page.navigate(platform.console().toString());
            test(page, "email").fill(Portal.EMAIL);
            test(page, "password").fill(Portal.PASSWORD);
            test(page, "sign-in").click();
            assertThat(test(page, "new-app").first()).isVisible();
        });
    }

    /** An element by the console's hook for tests. */
    static Locator test(Page page, String name) {
        return page.locator("[data-test=" + name + "]");
    }

    /** Keeps what the page looks like, for people. */
    static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SourceTree.root().resolve("src/test/target/screenshots/" + name + ".png")));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
