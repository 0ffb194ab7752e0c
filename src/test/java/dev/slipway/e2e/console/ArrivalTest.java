package dev.slipway.e2e.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.slipway.e2e.console.Chromium.lose;
import static dev.slipway.e2e.console.Chromium.test;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A console of which a part does not arrive, as happens when the host's network changes meanwhile. */
@ExtendWith(OnPlatform.class)
class ArrivalTest {
    private static final double PATIENCE = 60_000;

    @Test
    void isLoadedAgain(Platform platform) {
        try (Chromium chromium = new Chromium()) {
            // Given
            Page page = chromium.person();
            lose(page, "**/app/pages/home.js", 2);
            lose(page, "**/api/v1/setup", 1);
            // When
            page.navigate(platform.console().toString());
            // Then
            chromium.explaining(
                    page,
                    "arrival",
                    () -> assertThat(test(page, "email"))
                            .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE)));
        }
    }

    @Test
    void saysSoWhenThatIsInVain(Platform platform) {
        try (Chromium chromium = new Chromium()) {
            // Given
            Page page = chromium.person();
            lose(page, "**/app/main.js", Integer.MAX_VALUE);
            // When
            page.navigate(platform.console().toString());
            // Then
            assertThat(page.locator("body"))
                    .containsText(
                            "A part of the console did not arrive",
                            new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE));
        }
    }
}
