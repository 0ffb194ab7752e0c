package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new engine takes the place of the one that serves: clients that connect without a pause, to apps and to the API, are never refused. */
class UpgradeTest {
    private static final Pattern NUMBERED = Pattern.compile("line (\\d+)");
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    static Path temporary;

    private static EngineProcess engine;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        port = Ports.free();
        engine = new EngineProcess("upgrade", port);
        engine.docker("import", Busybox.tar(temporary).toString(), "base").succeeded();
        engine.docker(
                        "run",
                        "-d",
                        "--name",
                        "web",
                        "base",
                        "/bin/sh",
                        "-c",
                        "mkdir -p /tmp/w; echo hello > /tmp/w/index.html; exec httpd -f -p 80 -h /tmp/w")
                .succeeded();
        engine.docker(
                        "run",
                        "-d",
                        "--name",
                        "logger",
                        "base",
                        "/bin/sh",
                        "-c",
                        "i=0; while :; do i=$((i+1)); echo line $i; sleep 0.01; done")
                .succeeded();
        String id = engine.docker("inspect", "-f", "{{.Id}}", "web").succeeded().text();
        api().put("/slipway/v1/routes/web.test", "{\"targets\": [{\"container\": \"" + id + "\", \"port\": 80}]}")
                .fine();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static EngineSocket api() {
        return new EngineSocket(engine.socket());
    }

    @Test
    void nobodyIsRefusedAndNothingIsLostWhileAnEngineTakesAnothersPlace() throws Exception {
        // Given
        String pids = pids();
        Process follower = follow("logs", "-f", "logger");
        Process watcher = follow("events");
        Await.until("the app answers", SOON, UpgradeTest::page, page -> page.endsWith("hello\n"));

        // When
        Map<String, Integer> apps;
        Map<String, Integer> calls;
        try (Caller app = new Caller(UpgradeTest::status);
                Caller call = new Caller(
                        () -> String.valueOf(api().get("/containers/json").status()))) {
            engine.replace();
            engine.replace();
            apps = app.answers;
            calls = call.answers;
        }

        // Then
        assertEquals(List.of("200"), List.copyOf(apps.keySet()), apps::toString);
        assertEquals(List.of("200"), List.copyOf(calls.keySet()), calls::toString);
        assertTrue(apps.get("200") > 50 && calls.get("200") > 50, () -> apps + " " + calls);
        assertEquals(0, follower.onExit().get().exitValue(), "logs -f saw no proper end");
        assertEquals(0, watcher.onExit().get().exitValue(), "events saw no proper end");
        assertEquals(pids, pids());
        assertContiguous(engine.docker("logs", "logger").succeeded().out());
        assertEquals(
                "hello\n",
                engine.docker("exec", "web", "cat", "/tmp/w/index.html")
                        .succeeded()
                        .out());
    }

    @Test
    void anEngineWhoseSuccessorFailsGoesOn() throws Exception {
        // Given
        String pids = pids();

        // When it cannot listen where it was told to
        int code = engine.replaceOn("203.0.113.9").onExit().get().exitValue();

        // Then
        assertEquals(1, code);
        Await.until("the engine goes on", SOON, () -> engine.docker("version").exitCode(), answer -> answer == 0);
        assertEquals(pids, pids());
        Await.until("the app answers", SOON, UpgradeTest::page, page -> page.endsWith("hello\n"));
        assertContiguous(engine.docker("logs", "logger").succeeded().out());
    }

    private static String pids() {
        return engine.docker("inspect", "-f", "{{.State.Pid}} {{.RestartCount}}", "web", "logger")
                .succeeded()
                .text();
    }

    private static Process follow(String... words) throws IOException {
        Path out = Files.createTempFile(temporary, "follow", ".txt");
        return new ProcessBuilder(engine.dockerWords(words))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
    }

    private static String status() throws IOException {
        String page = page();
        return page.startsWith("HTTP/1.1 200") ? "200" : "'" + page + "'";
    }

    /** One request on a connection of its own; never tried again. */
    private static String page() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            OutputStream out = socket.getOutputStream();
            out.write("GET / HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void assertContiguous(String log) {
        List<Integer> numbers = NUMBERED.matcher(log)
                .results()
                .map(found -> Integer.parseInt(found.group(1)))
                .toList();
        assertTrue(numbers.size() > 100, "only " + numbers.size() + " lines were kept");
        assertEquals(IntStream.rangeClosed(1, numbers.size()).boxed().toList(), numbers);
    }

    /** Asks over and over until closed and counts the answers. */
    private static final class Caller implements AutoCloseable {
        final Map<String, Integer> answers = new ConcurrentHashMap<>();
        private final Thread thread;
        private volatile boolean stop;

        Caller(Callable<String> question) {
            thread = Thread.ofPlatform().start(() -> {
                while (!stop) {
                    answers.merge(ask(question), 1, Integer::sum);
                }
            });
        }

        private static String ask(Callable<String> question) {
            try {
                return question.call();
            } catch (Exception e) {
                return e.toString();
            }
        }

        @Override
        public void close() throws InterruptedException {
            stop = true;
            thread.join();
        }
    }
}
