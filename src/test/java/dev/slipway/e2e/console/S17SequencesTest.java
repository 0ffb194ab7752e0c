package dev.slipway.e2e.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.slipway.e2e.console.Chromium.picture;
import static dev.slipway.e2e.console.Chromium.test;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import dev.slipway.e2e.support.SmallApp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a program writes can neither reach around the terminal (clipboard, title, other pages) nor type for the person in front of it,
 * and in the log it is text. The sequences are those of "Terminal Emulator Security Issues" (H D Moore, 2003) and of xterm's ctlseqs.
 */
@ExtendWith(OnPlatform.class)
class S17SequencesTest {
    private static final double SECONDS = 1000;

    /** Each with letters around it that must be left. */
    private static final List<String> CORPUS = List.of(
            "clip-set \u001b]52;c;c3RvbGVu\u0007 end",
            "clip-ask \u001b]52;c;?\u001b\\ end",
            "title-set \u001b]0;stolen-title\u0007 end",
            "icon-set \u001b]1;stolen-title\u001b\\ end",
            "title-ask \u001b[21t\u001b[20t end",
            "window-move \u001b[3;0;0t\u001b[8;2;2t\u001b[9;1t end",
            "answerback \u0005 end",
            "status-ask \u001bP$qstolen-status\u001b\\ end",
            "termcap-ask \u001bP+q73746f6c656e\u001b\\ end",
            "key-set \u001bP1;1|17/73746f6c656e\u001b\\ end",
            "macro \u001bP1;0;0!z73746f6c656e0d\u001b\\\u001b[1*z end",
            "device-ask \u001b[c\u001b[>c\u001b[5n\u001b[6n\u001b[?6n\u001bZ end",
            "colour-ask \u001b]10;?\u0007\u001b]4;1;?\u0007 end",
            "apc \u001b_stolen-apc\u001b\\\u001b^stolen-pm\u001b\\ end",
            "bidi \u202etxet\u202c end",
            "link \u001b]8;;https://evil.example/hidden\u001b\\press-me-now\u001b]8;;\u001b\\ end",
            "script <img src=x onerror=alert(1)> javascript:alert(1) end");

    /** What the terminal answers a program, for its line editor: numbers, nothing that the program chose, and never a line's end. */
    private static final String ANSWER = "\u001b\\[\\??[\\d;]+[cRn]";

    /** Ends a line that the answers stand in. */
    private static final String CONTROL_C = "\u0003";

    @TempDir
    Path folder;

    private final ConcurrentLinkedQueue<String> sent = new ConcurrentLinkedQueue<>();

    @Test
    void aProgramsOutputStaysOutput(Platform platform) throws IOException {
        // Given
        String corpus = String.join("\n", CORPUS) + "\ncorpus-ends\n";
        String repository = SmallApp.publish(
                platform.git(), "sequences", folder, Map.of("corpus.txt", corpus), "", "cat /www/corpus.txt; ");
        String app = platform.portal().createApp(repository, Map.of("name", "sequences"));
        platform.portal().awaitRunning(app);
        try (Chromium chromium = new Chromium()) {
            Page page = chromium.person();
            page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
            // Bytes are what is typed; text frames carry the size.
            page.onWebSocket(socket -> socket.onFrameSent(frame -> {
                if (frame.binary() != null) {
                    sent.add(new String(frame.binary(), StandardCharsets.UTF_8));
                }
            }));
            chromium.explaining(page, "sequences", () -> {
                chromium.signIn(page, platform);
                // When / Then
                readInTheLog(page, platform, app);
                readInTheTerminal(page, platform, app);
            });
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("sent: " + sent, failure);
        }
        platform.portal().deleteApp(app);
    }

    private static void readInTheLog(Page page, Platform platform, String app) {
        page.navigate(platform.console() + "/apps/" + app + "/logs");
        assertThat(page.locator(".log-lines, log-lines, main").first()).containsText("corpus-ends", within(30));
        for (String line : CORPUS) {
            String name = line.substring(0, line.indexOf(' '));
            Locator row = test(page, "log-line").filter(new Locator.FilterOptions().setHasText(name + " "));
            String text = row.first().locator(".log-text").textContent();
            assertTrue(text.startsWith(name + " ") && text.endsWith(" end"), text);
            assertFalse(text.matches("(?s).*[\\p{Cntrl}\\x80-\\x9f\u202a-\u202e].*|.*stolen.*|.*evil.*"), text);
            assertEquals(0, row.first().locator("a, img").count(), text);
        }
        picture(page, "hostile-log");
    }

    private void readInTheTerminal(Page page, Platform platform, String app) {
        page.evaluate("() => navigator.clipboard.writeText('mine')");
        page.navigate(platform.console() + "/apps/" + app + "/terminal");
        Locator terminal = test(page, "terminal");
        assertThat(terminal).containsText("/ #", within(60));
        String title = page.title();
        sent.clear();
        terminal.click();
        page.keyboard().type("cat /www/corpus.txt\n");
        assertThat(terminal).containsText("corpus-ends", within(20));
        assertThat(terminal).containsText("press-me-now", within(20));
        // What the output made the terminal send went out before this.
        page.keyboard().press("Control+c");
        page.waitForCondition(() -> sent.contains(CONTROL_C));
        picture(page, "hostile-terminal");
        assertEquals(title, page.title());
        assertEquals("mine", page.evaluate("() => navigator.clipboard.readText()"));
        String typed = String.join("", sent).replaceAll(ANSWER, "");
        assertEquals("cat /www/corpus.txt\r" + CONTROL_C, typed);
        press(page, terminal);
    }

    /** The words of a link that hides its address are no link; an address that shows itself would be one. */
    private static void press(Page page, Locator terminal) {
        int pages = page.context().pages().size();
        Locator words =
                terminal.locator(".xterm-rows > div").filter(new Locator.FilterOptions().setHasText("press-me-now"));
        words.first().hover(new Locator.HoverOptions().setPosition(60, 6).setForce(true));
        words.first().click(new Locator.ClickOptions().setPosition(60, 6).setForce(true));
        assertEquals(0, terminal.locator("[style*=underline]").count());
        assertEquals(pages, page.context().pages().size());
    }

    private static LocatorAssertions.ContainsTextOptions within(double seconds) {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(seconds * SECONDS);
    }
}
