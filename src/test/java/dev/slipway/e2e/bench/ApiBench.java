package dev.slipway.e2e.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Reads of the API, with a thousand apps in a hundred teams and the control plane on one processor: first as many as it answers,
 * then at a fixed rate beside the bare statement of the most frequent of them over JDBC; and what open sockets take.
 */
@Tag("bench")
@ExtendWith(OnPlatform.class)
class ApiBench {
    private static final int RATE = 500;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration MEASURED = Duration.ofSeconds(20);
    private static final int CONNECTIONS = 16;

    /** Callers who each wait for their answer: enough that one processor is never without a request. */
    private static final int CALLERS = 8;

    /** A rate above what the processor has time for measures nothing but a queue. */
    private static final double BEARABLE = 0.7;

    private static final int SOCKETS = 2_000;
    private static final Figures FIGURES = new Figures("api");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static ApiWorld world;

    /** What the list of a project's apps asks of the database, written by hand. */
    private static final String LIST =
            "select a.*, p.name, t.name, b.*, d.status, r.number, (select count(*) from instance i where i.app_id = a.id)"
                    + " from app a join project p on p.id = a.project_id join team t on t.id = p.team_id"
                    + " left join build b on b.app_id = a.id and b.number = a.last_build"
                    + " left join deployment d on d.app_id = a.id and d.number = a.last_deployment"
                    + " left join release r on r.id = a.current_release_id where p.id = ?::uuid order by a.name, a.id limit 101";

    /** Something that is asked and must answer. */
    private interface Question {
        void ask(Random random) throws IOException, InterruptedException, SQLException;
    }

    @Test
    void readsAtARate(Platform platform) throws SQLException {
        ApiWorld world = world(platform);
        List<Long> control = List.of(platform.pid("control"));
        Command.run("taskset", "-acp", "0", String.valueOf(control.getFirst())).succeeded();
        Question ours = random -> get(platform, world, random);
        answered(ours, WARM_UP);
        double before = Processes.cpuSeconds(control);
        long transactions = world.transactions();
        long answers = answered(ours, MEASURED);
        double cpu = (Processes.cpuSeconds(control) - before) / answers;
        FIGURES.line(
                "as many as it answers: %.0f requests/s; %.2f ms of the control plane's processor and %.1f transactions for each,"
                        + " so %.0f/s on a processor of its own (goal: 500)",
                (double) answers / MEASURED.toSeconds(),
                cpu * 1000,
                (double) (world.transactions() - transactions) / answers,
                1 / cpu);
        int rate = (int) Math.min(RATE, BEARABLE * answers / MEASURED.toSeconds());
        double[] api = run(ours, MEASURED, rate);
        FIGURES.millis("mixed reads of the API at " + rate + "/s", api);
        double[] bare = bare(world, rate);
        FIGURES.millis("the list's statement over JDBC at " + rate + "/s", bare);
        FIGURES.ratio(
                "p99 of the API to p99 of the statement",
                Figures.quantile(api, 0.99) / Figures.quantile(bare, 0.99),
                "–");
    }

    @Test
    void openSocketsTakeLittle(Platform platform) throws IOException, InterruptedException {
        ApiWorld.Team team = world(platform).teams().getFirst();
        long pid = platform.pid("control");
        for (int number = 0; number < 50; number++) {
            open(platform, team).abort();
        }
        long idle = Processes.rssKilobytes(pid);
        List<WebSocket> sockets = new ArrayList<>();
        for (int number = 0; number < SOCKETS; number++) {
            sockets.add(open(platform, team));
        }
        FIGURES.line("%d open sockets: %d MB above idle", sockets.size(), (Processes.rssKilobytes(pid) - idle) / 1024);
        assertTrue(sockets.stream().noneMatch(WebSocket::isInputClosed), "some were closed");
        sockets.forEach(WebSocket::abort);
    }

    /** Filled once. */
    private static synchronized ApiWorld world(Platform platform) {
        if (world == null) {
            world = new ApiWorld(platform);
        }
        return world;
    }

    private static void get(Platform platform, ApiWorld world, Random random) throws IOException, InterruptedException {
        ApiWorld.Team team = world.teams().get(random.nextInt(world.teams().size()));
        HttpRequest request = HttpRequest.newBuilder(platform.console().resolve("/api/v1" + team.path(random)))
                .header("Authorization", "Bearer " + team.token())
                .build();
        assertEquals(
                200,
                HTTP.send(request, BodyHandlers.ofByteArray()).statusCode(),
                request.uri().toString());
    }

    private static double[] bare(ApiWorld world, int rate) throws SQLException {
        BlockingQueue<PreparedStatement> pool = new ArrayBlockingQueue<>(CONNECTIONS);
        List<Connection> connections = new ArrayList<>();
        try {
            // The embedded server has few connections left beside the control plane's.
            for (int number = 0; number < 4; number++) {
                connections.add(world.connect());
                pool.add(connections.getLast().prepareStatement(LIST));
            }
            Question statement = random -> {
                PreparedStatement prepared = pool.take();
                prepared.setString(
                        1,
                        world.teams().get(random.nextInt(world.teams().size())).project());
                try (ResultSet rows = prepared.executeQuery()) {
                    assertTrue(rows.next(), "no apps");
                }
                pool.add(prepared);
            };
            run(statement, Duration.ofSeconds(5), rate);
            return run(statement, MEASURED, rate);
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    /** How many questions a few callers had answered in a time, each waiting for its own. */
    private static long answered(Question question, Duration length) {
        LongAdder answers = new LongAdder();
        AtomicInteger failed = new AtomicInteger();
        long end = System.nanoTime() + length.toNanos();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < CALLERS; caller++) {
                Random random = new Random(caller);
                callers.execute(() -> {
                    while (System.nanoTime() < end) {
                        try {
                            question.ask(random);
                            answers.increment();
                        } catch (IOException | InterruptedException | SQLException | AssertionError wrong) {
                            failed.incrementAndGet();
                        }
                    }
                });
            }
        }
        assertEquals(0, failed.get(), "requests failed");
        return answers.sum();
    }

    /** Milliseconds from the moment each was due, so that a stall counts for all that it holds up. */
    private static double[] run(Question question, Duration length, int rate) {
        int count = (int) (length.toSeconds() * rate);
        List<Double> millis = Collections.synchronizedList(new ArrayList<>(count));
        AtomicInteger failed = new AtomicInteger();
        long begin = System.nanoTime();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < count; number++) {
                long due = begin + number * 1_000_000_000L / rate;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                Random random = new Random(number);
                callers.execute(() -> {
                    try {
                        question.ask(random);
                        millis.add((System.nanoTime() - due) / 1e6);
                    } catch (IOException | InterruptedException | SQLException | AssertionError wrong) {
                        failed.incrementAndGet();
                    }
                });
            }
        }
        assertEquals(0, failed.get(), "requests failed");
        return millis.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static WebSocket open(Platform platform, ApiWorld.Team team) throws IOException, InterruptedException {
        String build = team.builds().getFirst();
        HttpRequest ticket = HttpRequest.newBuilder(platform.console().resolve("/api/v1/builds/" + build + "/tickets"))
                .header("Authorization", "Bearer " + team.token())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"log\"}"))
                .build();
        String text = HTTP.send(ticket, BodyHandlers.ofString()).body().replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1");
        URI address = URI.create(
                "ws://127.0.0.1:" + platform.console().getPort() + "/api/v1/streams/builds/" + build + "/log");
        return HTTP.newWebSocketBuilder()
                .subprotocols("slipway.v1", "ticket." + text)
                .header("Origin", platform.console().toString())
                .buildAsync(address, new WebSocket.Listener() {})
                .join();
    }
}
