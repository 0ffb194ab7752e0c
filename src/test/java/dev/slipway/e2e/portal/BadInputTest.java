package dev.slipway.e2e.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong is said in one clear sentence, in the API and in the log, and leaves nothing behind. */
@ExtendWith(OnPlatform.class)
class BadInputTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            no-dockerfile     | no Dockerfile
            failing-run       | exited with code 7
            port-never-opened | port 8080
            out-of-memory     | memory
            """)
    void aFailureIsOneClearSentenceAndLeavesNothing(String fixture, String words, Platform platform) {
        // Given
        String repository = platform.git().publishFixture(fixture);
        // When
        String app = platform.portal().createApp(repository, Map.of("name", fixture, "memory", "96m"));
        String detail = platform.portal().awaitStatus(app, "failed").path("statusDetail");
        // Then
        assertTrue(detail.contains(words), detail);
        assertEquals(1, detail.lines().count(), detail);
        assertTrue(platform.portal().log(app).contains(words), platform.portal().log(app));
        platform.portal().deleteApp(app);
        assertEquals("", containersOf(platform, app));
    }

    @Test
    void anUnreachableRepositoryIsNamedWithTheReason(Platform platform) {
        String app = platform.portal().createApp("git://127.0.0.1:1/nothing.git", Map.of("name", "unreachable"));
        String detail = platform.portal().awaitStatus(app, "failed").path("statusDetail");
        assertTrue(detail.contains("git://127.0.0.1:1/nothing.git"), detail);
        assertTrue(
                Pattern.compile("refused|unreachable|connect").matcher(detail).find(), detail);
        platform.portal().deleteApp(app);
    }

    private static String containersOf(Platform platform, String app) {
        return platform.docker("ps", "-aq", "--filter", "label=slipway.app=" + app)
                .succeeded()
                .text();
    }
}
