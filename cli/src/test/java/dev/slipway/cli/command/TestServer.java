package dev.slipway.cli.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.cli.tty.Terminals;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server with canned answers, and the command line run against it. */
final class TestServer implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

    private record Canned(int status, String body) {}

    /** What one run printed and exited with. */
    record Result(int code, String out, String err) {}

    private final HttpServer server;
    private final Map<String, Canned> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    TestServer(Path home) throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", this::answer);
        server.start();
        environment.put("XDG_CONFIG_HOME", home.toString());
        environment.put("HOME", home.toString());
        environment.put("SLIPWAY_SERVER", address());
        environment.put("SLIPWAY_TOKEN", "slw_test");
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers a request like {@code GET /apps}. */
    TestServer on(String request, int status, String body) {
        answers.put(request, new Canned(status, body));
        return this;
    }

    TestServer with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Requests so far, with their bodies. */
    List<String> asked() {
        return asked;
    }

    Result run(String... arguments) {
        return typing("", arguments);
    }

    Result typing(String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = new Slipway(
                        environment,
                        new Terminals(""),
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        out,
                        err,
                        Clock.fixed(NOW, ZoneOffset.UTC))
                .run(arguments);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().toString().replaceFirst("^/api/v1", "");
        String request = exchange.getRequestMethod() + " " + path;
        asked.add(body.isEmpty() ? request : request + " " + body);
        Canned canned =
                answers.getOrDefault(request, new Canned(404, "{\"title\":\"Not found\",\"detail\":\"no such door\"}"));
        byte[] bytes = canned.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(canned.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
