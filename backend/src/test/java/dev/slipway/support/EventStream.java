package dev.slipway.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Server-sent events as a browser reads them. */
public final class EventStream implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final LinkedBlockingQueue<Event> waiting = new LinkedBlockingQueue<>();
    private final List<Event> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final InputStream body;

    private EventStream(InputStream body) {
        this.body = body;
    }

    /** One event; what it does not have is empty. */
    public record Event(String id, String name, String data) {}

    /** Opens the stream, after an event when one is given. */
    public static EventStream open(URI address, String token, @Nullable String last) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream");
        if (last != null) {
            request.header("Last-Event-ID", last);
        }
        try {
            HttpResponse<InputStream> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                throw new AssertionError("no events: " + response.statusCode());
            }
            EventStream stream = new EventStream(response.body());
            Thread.ofVirtual().start(stream::read);
            return stream;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }

    /** Waits for an event. */
    public Event await(Predicate<Event> wanted) {
        long end = System.nanoTime() + LIMIT.toNanos();
        try {
            Event event;
            while ((event = waiting.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS)) != null) {
                if (wanted.test(event)) {
                    return event;
                }
            }
            throw new AssertionError("no such event; seen " + seen);
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }

    /** All events so far. */
    public List<Event> seen() {
        return List.copyOf(seen);
    }

    /** Whether the server ends it within a time. */
    public boolean endsWithin(Duration limit) {
        try {
            return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String id = "";
            String name = "";
            StringBuilder data = new StringBuilder();
            String line;
            while ((line = lines.readLine()) != null) {
                if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("event:")) {
                    name = line.substring(6).strip();
                } else if (line.startsWith("data:")) {
                    data.append(line.substring(5).strip());
                } else if (line.isEmpty()) {
                    Event event = new Event(id, name, data.toString());
                    seen.add(event);
                    waiting.add(event);
                    id = "";
                    name = "";
                    data.setLength(0);
                }
            }
        } catch (IOException closed) {
            // The test has seen enough.
        } finally {
            ended.countDown();
        }
    }
}
