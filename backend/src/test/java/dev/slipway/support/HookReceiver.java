package dev.slipway.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A program on loopback that is told of events. */
public final class HookReceiver implements AutoCloseable {

    private static final long LIMIT_SECONDS = 40;

    private final LinkedBlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final HttpServer server;
    private volatile int status = 200;

    @Nullable
    private volatile String location;

    /** One request; header names in lower case. */
    public record Call(Map<String, String> headers, String body) {

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** Listens on a free port. */
    public HookReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.createContext("/", this::take);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook?from=slipway";
    }

    /** What it answers from now on. */
    public void answer(int wanted) {
        status = wanted;
    }

    /** Sends whoever comes elsewhere. */
    public void redirect(String url) {
        location = url;
        status = 302;
    }

    /** How often it was called. */
    public int calls() {
        return count.get();
    }

    /** Waits for the next call. */
    public Call await() {
        try {
            Call call = calls.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (call == null) {
                throw new AssertionError("nobody called within " + LIMIT_SECONDS + " s");
            }
            return call;
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (location != null) {
            exchange.getResponseHeaders().add("Location", location);
        }
        count.incrementAndGet();
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
        calls.add(new Call(headers, body));
    }
}
