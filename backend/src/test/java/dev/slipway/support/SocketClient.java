package dev.slipway.support;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A socket as a page opens it. */
public final class SocketClient implements WebSocket.Listener, AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> bytes = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final StringBuilder part = new StringBuilder();
    private volatile String ending = "";

    @Nullable
    private WebSocket socket;

    /** Opens a socket with a ticket. */
    public static SocketClient open(URI uri, String ticket, @Nullable String origin) {
        SocketClient client = new SocketClient();
        client.socket = builder(ticket, origin).buildAsync(uri, client).join();
        return client;
    }

    /** The status an upgrade is refused with; 101 when it is not. */
    public static int refusal(URI uri, String ticket, @Nullable String origin) {
        try {
            open(uri, ticket, origin).close();
            return 101;
        } catch (CompletionException refused) {
            if (refused.getCause() instanceof WebSocketHandshakeException handshake) {
                return handshake.getResponse().statusCode();
            }
            throw refused;
        }
    }

    private static WebSocket.Builder builder(String ticket, @Nullable String origin) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder().subprotocols("slipway.v1", "ticket." + ticket);
        return origin == null ? builder : builder.header("Origin", origin);
    }

    /** Sends a text frame. */
    public void send(String text) {
        open().sendText(text, true).join();
    }

    /** Sends a binary frame. */
    public void sendBytes(String text) {
        open().sendBinary(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), true)
                .join();
    }

    /** Waits for a text frame. */
    public String awaitText(Predicate<String> wanted) {
        return await(texts, wanted);
    }

    /** Waits for a binary frame. */
    public String awaitBytes(Predicate<String> wanted) {
        return await(bytes, wanted);
    }

    /** Whether a text frame comes within a time. */
    public boolean sees(Predicate<String> wanted, Duration limit) {
        return next(texts, wanted, limit, new ArrayList<>()) != null;
    }

    /** Whether the server closes within a time. */
    public boolean closesWithin(Duration limit) {
        try {
            return closed.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }

    /** The status and words that the server closed with. */
    public String ending() {
        return ending;
    }

    @Override
    public void close() {
        open().abort();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            texts.add(part.toString());
            part.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        bytes.add(StandardCharsets.UTF_8.decode(data).toString());
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        ending = status + " " + reason;
        closed.countDown();
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closed.countDown();
    }

    private WebSocket open() {
        if (socket == null) {
            throw new IllegalStateException("not open");
        }
        return socket;
    }

    private static String await(LinkedBlockingQueue<String> frames, Predicate<String> wanted) {
        List<String> others = new ArrayList<>();
        String found = next(frames, wanted, LIMIT, others);
        if (found == null) {
            throw new AssertionError("no such frame within " + LIMIT.toSeconds() + " s; seen " + others);
        }
        return found;
    }

    private static @Nullable String next(
            LinkedBlockingQueue<String> frames, Predicate<String> wanted, Duration limit, List<String> others) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            String frame;
            while ((frame = frames.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS)) != null) {
                if (wanted.test(frame)) {
                    return frame;
                }
                others.add(frame);
            }
            return null;
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }
}
