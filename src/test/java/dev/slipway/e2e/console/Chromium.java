package dev.slipway.e2e.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.slipway.e2e.support.SourceTree;
import java.nio.file.Path;
import java.util.List;

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

    private final Playwright playwright = Playwright.create();
    private final Browser browser = playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setArgs(FLAGS));

    /** A page of somebody else: no cookie is shared with other pages. */
    Page person() {
        return browser.newContext().newPage();
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
