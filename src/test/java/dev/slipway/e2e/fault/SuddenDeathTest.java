package dev.slipway.e2e.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import dev.slipway.e2e.support.TerminalSession;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** kill -9 of the control plane and of the engine while an app runs and writes: nothing of the app is lost. */
@ExtendWith(OnPlatform.class)
class SuddenDeathTest {
    private static final Pattern NUMBERED = Pattern.compile("line (\\d+)");

    @Test
    void theAppAnswersLogsHaveNoGapAndTheTerminalOpensAgain(Platform platform) throws Exception {
        // Given
        String repository = platform.git().publishFixture("perl-counter");
        String app = platform.portal().createApp(repository, Map.of("name", "survivor"));
        URI url = URI.create(platform.portal().awaitRunning(app));
        String container = container(platform, app);

        // When the control plane dies, the app goes on answering
        try (Visitor visitor = new Visitor(url)) {
            platform.kill9("control");
            platform.up();
            assertTrue(visitor.answers.get() > 20, "the visitor was answered " + visitor.answers.get() + " times");
            assertEquals(0, visitor.failures.get());
        }
        // When the engine dies, the container lives on and the app answers as soon as the engine is back
        platform.kill9("engine");
        platform.up();
        Await.until("the app answers again", Duration.ofSeconds(10), () -> status(url), code -> code == 200);

        // Then
        assertEquals(container, container(platform, app));
        assertTrue(platform.docker("inspect", "-f", "{{.State.Status}} {{.RestartCount}}", container)
                .succeeded()
                .text()
                .equals("running 0"));
        assertContiguous(platform.docker("logs", container).succeeded().out());
        try (TerminalSession terminal = new TerminalSession(platform.portal(), app)) {
            terminal.type("echo $((6*7))-again", "42-again");
        }
        platform.portal().deleteApp(app);
    }

    private static String container(Platform platform, String app) {
        return Await.until(
                "an instance runs",
                Duration.ofSeconds(20),
                () -> platform.portal()
                        .request()
                        .get("/api/v1/apps/{id}/instances", app)
                        .<String>path("items.find { it.status == 'running' }?.container"),
                Objects::nonNull);
    }

    private static void assertContiguous(String log) {
        Matcher matcher = NUMBERED.matcher(log);
        List<Integer> numbers =
                matcher.results().map(r -> Integer.parseInt(r.group(1))).toList();
        assertTrue(numbers.size() > 300, "only " + numbers.size() + " lines were kept");
        assertEquals(IntStream.rangeClosed(1, numbers.size()).boxed().toList(), numbers);
    }

    private static int status(URI url) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(Visitor.request(url), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Asks for a page over and over until closed. */
    private static final class Visitor implements AutoCloseable {
        final AtomicInteger answers = new AtomicInteger();
        final AtomicInteger failures = new AtomicInteger();
        private final AtomicBoolean stop = new AtomicBoolean();
        private final Thread thread;

        Visitor(URI url) {
            thread = Thread.ofVirtual().start(() -> {
                while (!stop.get()) {
                    (status(url) == 200 ? answers : failures).incrementAndGet();
                }
            });
        }

        /** By address, because not every resolver knows the names below localhost. */
        static HttpRequest request(URI url) {
            return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + url.getPort() + "/"))
                    .header("Host", url.getAuthority())
                    .timeout(Duration.ofSeconds(10))
                    .build();
        }

        @Override
        public void close() throws InterruptedException {
            stop.set(true);
            thread.join();
        }
    }
}
