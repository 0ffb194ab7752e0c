package dev.slipway.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** An open socket: frames come one by one, and the server waits while we do not take them. */
public final class Socket implements AutoCloseable {

    /** What came. */
    public sealed interface Frame {}

    /** A message. */
    public record Text(JsonNode message) implements Frame {}

    /** Bytes of a terminal. */
    public record Bytes(byte[] bytes) implements Frame {}

    /** The end. */
    public record Closed(int status, String reason) implements Frame {}

    private final LinkedBlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

    private Socket(Client client, URI address, String ticket) {
        try {
            socket = client.http()
                    .newWebSocketBuilder()
                    .header("Origin", client.server().toString())
                    .subprotocols("slipway.v1", "ticket." + ticket)
                    .buildAsync(address, new Listener())
                    .join();
        } catch (CompletionException refused) {
            throw failure(client, refused);
        }
    }

    /**
     * Opens the socket {@code kind} of a thing, with a ticket for it.
     *
     * @param thing for example {@code /apps/<id>}
     * @param kind for example {@code logs}
     */
    public static Socket open(Client client, String thing, String kind) {
        JsonNode ticket = client.post(thing + "/tickets", Json.object().put("action", kind));
        String base = client.server().toString().replaceFirst("^http", "ws");
        return new Socket(
                client, URI.create(base + "/api/v1/streams" + thing + "/" + kind), Json.text(ticket, "ticket"));
    }

    /** Sends a message. */
    public void send(ObjectNode message) {
        enqueue(() -> socket.sendText(message.toString(), true));
    }

    /** Sends bytes. */
    public void send(byte[] bytes, int length) {
        enqueue(() -> socket.sendBinary(ByteBuffer.wrap(bytes, 0, length), true));
    }

    /** Waits for the next frame; the last one is {@link Closed}. */
    public Frame next() {
        try {
            Frame frame = frames.take();
            socket.request(1);
            return frame;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new Closed(0, "interrupted");
        }
    }

    @Override
    public void close() {
        socket.abort();
    }

    private interface Sending {
        CompletableFuture<WebSocket> begin();
    }

    /** One frame after another, as the client demands; a send to a socket that has closed is nobody's loss. */
    private synchronized void enqueue(Sending sending) {
        sent.handle((done, failure) -> done).join();
        sent = sending.begin().handle((done, failure) -> done);
        sent.join();
    }

    private static Failure failure(Client client, CompletionException refused) {
        if (refused.getCause() instanceof WebSocketHandshakeException handshake) {
            int status = handshake.getResponse().statusCode();
            return new Failure(
                    status == 403 ? ExitCode.DENIED : ExitCode.PROTOCOL,
                    "the stream was refused with status " + status + "; sign in with exactly the address that the"
                            + " server calls its own, not " + client.server());
        }
        return client.unreachable(refused);
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                Json.read(text.toString())
                        .ifPresentOrElse(message -> frames.add(new Text(message)), () -> from.request(1));
                text.setLength(0);
            } else {
                from.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            byte[] some = new byte[data.remaining()];
            data.get(some);
            bytes.writeBytes(some);
            if (last) {
                frames.add(new Bytes(bytes.toByteArray()));
                bytes.reset();
            } else {
                from.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            frames.add(new Closed(status, reason));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            frames.add(new Closed(0, String.valueOf(failure.getMessage())));
        }
    }
}
