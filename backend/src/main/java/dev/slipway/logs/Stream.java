package dev.slipway.logs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.websockets.next.WebSocketConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A socket that only sends. Each message waits until the one before has left, so a slow reader slows the source. */
final class Stream {

    private final WebSocketConnection connection;
    private final ObjectMapper json;
    private final CountDownLatch closed = new CountDownLatch(1);

    Stream(WebSocketConnection connection, ObjectMapper json) {
        this.connection = connection;
        this.json = json;
    }

    synchronized void send(Object message) {
        try {
            connection.sendTextAndAwait(json.writeValueAsString(message));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("cannot write a message as JSON", impossible);
        } catch (RuntimeException gone) {
            close();
        }
    }

    void end(String status) {
        send(Map.of("type", "end", "status", status));
        close();
    }

    void close() {
        closed.countDown();
    }

    boolean isOpen() {
        return closed.getCount() > 0 && connection.isOpen();
    }

    /** Waits a moment; returns early when the socket closes. */
    void pause(Duration moment) throws InterruptedException {
        if (closed.await(moment.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
        }
    }
}
