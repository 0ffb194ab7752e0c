package dev.slipway.e2e.support;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A terminal opened over the public socket, as a browser does it. */
public final class TerminalSession implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private final StringBuffer seen = new StringBuffer();
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;

    public TerminalSession(Portal portal, String app) {
        URI base = portal.base();
        URI address = URI.create("ws://" + base.getAuthority() + "/api/v1/streams/apps/" + app + "/terminal");
        socket = client.newWebSocketBuilder()
                .header("Origin", base.toString())
                .subprotocols("slipway.v1", "ticket." + portal.ticket(app, "terminal"))
                .buildAsync(address, new Listener())
                .join();
        socket.sendText("{\"type\":\"open\",\"cols\":100,\"rows\":30}", true).join();
        await("\"opened\"");
    }

    /** Types a line and waits until {@code expected} appears. */
    public String type(String line, String expected) {
        socket.sendBinary(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)), true)
                .join();
        return await(expected);
    }

    /** Waits until {@code expected} appears and returns all that was shown. */
    public String await(String expected) {
        return Await.until("the terminal shows " + expected, ANSWER, seen::toString, text -> text.contains(expected));
    }

    @Override
    public void close() {
        socket.abort();
        client.close();
    }

    private final class Listener implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            seen.append(data);
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
            seen.append(StandardCharsets.UTF_8.decode(data));
            webSocket.request(1);
            return null;
        }
    }
}
