package dev.slipway.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.support.OpenApi;
import dev.slipway.support.OpenApi.Operation;
import dev.slipway.support.Surroundings;
import dev.slipway.support.Wire;
import dev.slipway.tenancy.People;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The whole API from its own document: every operation with parameters and bodies that are right, nearly right and hostile.
 * The same seed makes the same requests; {@code -Dslipway.fuzz.seed} takes another, {@code -Dslipway.fuzz.requests} more.
 */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class FuzzTest {

    private static final long SEED = Long.getLong("slipway.fuzz.seed", 20_260_310L);
    private static final int REQUESTS = Integer.getInteger("slipway.fuzz.requests", 20_000);
    private static final int THREADS = 4;
    private static final int REFILL_EVERY = 1_000;

    /** What one failing operation shows of itself. */
    private static final int MOST_FAULTS = 40;

    private static final Pattern TYPE = Pattern.compile("https://slipway\\.dev/problems/[a-z0-9-]+");
    private static final Path CANARY = Path.of("/tmp/slipway-canary");

    @TestHTTPResource
    URI server;

    @Inject
    People people;

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, String> faults = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();

    /** One request, and enough to send it again. */
    private record Request(Operation operation, URI address, Map<String, String> headers, byte[] body) {

        @Override
        public String toString() {
            String text = new String(body, StandardCharsets.UTF_8);
            return operation.verb() + " " + address + " " + headers + " "
                    + (text.length() > 300 ? text.substring(0, 300) + "…" : text);
        }
    }

    @Test
    void nothingBreaksNothingLeaksAndEveryRefusalIsAProblem() throws InterruptedException {
        // Given
        FuzzWorld world = new FuzzWorld(people);
        List<Operation> operations = OpenApi.read().operations();
        System.out.printf("fuzzing %d operations with %d requests, seed %d%n", operations.size(), REQUESTS, SEED);

        // When
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < THREADS; number++) {
            Random random = new Random(SEED + number);
            threads.add(Thread.ofPlatform().start(() -> fuzz(world, operations, random)));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        world.leave();

        // Then
        int sent = statuses.values().stream().mapToInt(AtomicInteger::get).sum();
        System.out.printf("%d answers: %s%n", sent, new TreeMap<>(statuses));
        assertEquals("", String.join("\n", faults.values()));
        assertEquals(REQUESTS / THREADS * THREADS, sent);
        assertFalse(Files.exists(CANARY), "something ran a command");
    }

    private void fuzz(FuzzWorld world, List<Operation> operations, Random random) {
        try {
            for (int number = 1; number <= REQUESTS / THREADS; number++) {
                Request request = request(world, operations.get(random.nextInt(operations.size())), random);
                judge(world, request, send(request));
                if (number % REFILL_EVERY == 0) {
                    world.refill();
                }
            }
        } catch (RuntimeException | AssertionError broken) {
            fault("the test itself", String.valueOf(broken));
        }
    }

    private Wire.Answer send(Request request) {
        try {
            return Wire.ask(request.operation.verb(), request.address, request.headers, request.body);
        } catch (AssertionError closed) {
            // The server may close a connection after an answer while the client takes it for the next request.
            return Wire.ask(request.operation.verb(), request.address, request.headers, request.body);
        }
    }

    private void judge(FuzzWorld world, Request request, Wire.Answer answer) {
        int status = answer.status();
        statuses.computeIfAbsent(status, unused -> new AtomicInteger()).incrementAndGet();
        String about = request.operation.verb() + " " + request.operation.path() + " " + status;
        if (status >= 500) {
            fault(about, request + " -> " + answer.body());
        }
        if (!request.operation.statuses().contains(String.valueOf(status))) {
            fault(about + " undocumented", request + " -> " + answer.body());
        }
        if (status >= 400 && !isProblem(answer) && !isForBrowsers(request.operation)) {
            fault(about + " no problem", request + " -> " + answer.contentType() + " " + answer.body());
        }
        // What crosses teams by its purpose is an operator's, and only an operator gets more than a refusal there.
        boolean everyTeams = request.operation.permission().equals("platform-operate");
        if (answer.body().contains(world.secret)
                || (answer.body().contains(world.foreign) && !(everyTeams && world.isOperators(request.headers)))) {
            fault(about + " leak", request + " -> " + answer.body());
        }
    }

    /** Single sign-on is a chain of pages, which a library answers. */
    private static boolean isForBrowsers(Operation operation) {
        return operation.path().startsWith("/sso/");
    }

    private boolean isProblem(Wire.Answer answer) {
        try {
            JsonNode problem = json.readTree(answer.body());
            return answer.contentType().startsWith("application/problem+json")
                    && TYPE.matcher(problem.path("type").asText()).matches()
                    && problem.path("status").asInt() == answer.status()
                    && !problem.path("detail").asText().isEmpty();
        } catch (IOException notJson) {
            return false;
        }
    }

    /** One of each kind is enough to mend it. */
    private void fault(String kind, String what) {
        if (faults.size() < MOST_FAULTS) {
            faults.putIfAbsent(kind, kind + ": " + what);
        }
    }

    private Request request(FuzzWorld world, Operation operation, Random random) {
        String path = operation.path();
        for (JsonNode parameter : operation.parameters("path")) {
            String name = parameter.path("name").asText();
            path = path.replace("{" + name + "}", encoded(world.id(name, random), random));
        }
        Map<String, String> headers = headers(world, operation, random);
        URI address = server.resolve(path + query(operation, random));
        return new Request(operation, address, headers, body(world, operation, headers, random));
    }

    private static String query(Operation operation, Random random) {
        List<String> parts = new ArrayList<>();
        for (JsonNode parameter : operation.parameters("query")) {
            if (random.nextInt(3) > 0) {
                String value = random.nextBoolean() ? parameter.path("example").asText() : HostileText.any(random);
                parts.add(parameter.path("name").asText() + "=" + encoded(value, random));
            }
        }
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    private static Map<String, String> headers(FuzzWorld world, Operation operation, Random random) {
        Map<String, String> headers = new HashMap<>();
        String credential = world.credential(random);
        if (!credential.isEmpty()) {
            headers.put("Authorization", "Bearer " + credential);
        }
        for (JsonNode parameter : operation.parameters("header")) {
            if (random.nextInt(8) == 0) {
                headers.put(parameter.path("name").asText(), visible(HostileText.any(random)));
            }
        }
        if (random.nextInt(25) == 0) {
            headers.put("Accept", random.nextBoolean() ? "text/html" : visible(HostileText.any(random)));
        }
        return headers;
    }

    private byte[] body(FuzzWorld world, Operation operation, Map<String, String> headers, Random random) {
        if (operation.body().isEmpty()) {
            return new byte[0];
        }
        headers.put("Content-Type", random.nextInt(30) == 0 ? "text/plain" : "application/json");
        if (random.nextInt(40) == 0) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            return noise;
        }
        HostileJson writer =
                new HostileJson(random, name -> world.id(name, random).replaceAll("[^0-9a-f-]", "x"));
        return writer.of(operation.body().get().path("example")).getBytes(StandardCharsets.UTF_8);
    }

    /** Percent-encoded; now and then twice, or with dots that a normalizing server would take for steps. */
    private static String encoded(String text, Random random) {
        String once = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        String twice = random.nextInt(20) == 0 ? once.replace("%", "%25") : once;
        return twice.isEmpty() ? "%20" : twice;
    }

    /** The client refuses to send others. */
    private static String visible(String text) {
        return text.replaceAll("[^ -~]", "?");
    }
}
