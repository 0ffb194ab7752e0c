package dev.slipway.host.api.http;

import dev.slipway.host.base.EngineException;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. Exactly one of {@link #send}, {@link #stream} and {@link #hijack} answers it; used by the
 * handler's thread only, {@link #gone()} aside.
 */
public final class Exchange {
    private final HttpRequest request;
    private final Connection connection;
    private final Intake body;
    private final Outlet outlet;
    private final String path;
    private final Query query;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();
    private @Nullable BodyOutput streamed;
    private boolean begun;
    private boolean complete;
    private boolean hijacked;
    private boolean keepAlive;

    Exchange(HttpRequest request, Connection connection, Intake body, Outlet outlet, boolean keepAlive) {
        this.request = request;
        this.connection = connection;
        this.body = body;
        this.outlet = outlet;
        this.keepAlive = keepAlive;
        int question = request.uri().indexOf('?');
        this.path = question < 0 ? request.uri() : request.uri().substring(0, question);
        this.query = Query.parse(question < 0 ? "" : request.uri().substring(question + 1));
    }

    public String method() {
        return request.method().name();
    }

    /** The target's path as sent, percent-encoding kept. */
    public String path() {
        return path;
    }

    public Query query() {
        return query;
    }

    /** A request header, or null; names in any case. */
    public @Nullable String header(String name) {
        return request.headers().get(name);
    }

    /** The request's content. Asks the client to send it when it waits for that ({@code Expect: 100-continue}). */
    public InputStream body() {
        return body;
    }

    /** Completes when the client has closed its end for good: nobody will read the answer. Runs on the event loop. */
    public CompletableFuture<@Nullable Void> gone() {
        return gone;
    }

    /** Sets a header of the answer. */
    public Exchange set(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Whether an answer has been started, so that it is too late for another status. */
    public boolean begun() {
        return begun;
    }

    /** Answers with a whole document; without content when {@code type} is null. */
    public void send(int status, @Nullable String type, byte[] content) throws IOException {
        if (type != null) {
            headers.put("Content-Type", type);
        }
        if (status != 204 && status != 304) {
            headers.putIfAbsent("Content-Length", Integer.toString(content.length));
        }
        begin(status + " " + Reason.of(status), !keepAlive);
        if (!isHead() && content.length > 0) {
            outlet.write(content, 0, content.length);
        }
        complete = true;
    }

    /**
     * Answers with {@code content}, sending each write at once. The status and headers leave before this returns; the end is
     * sent when the handler returns, and a handler that throws leaves the answer visibly cut.
     */
    public OutputStream stream(int status, String type) throws IOException {
        headers.put("Content-Type", type);
        boolean chunked = request.protocolVersion().minorVersion() > 0;
        if (chunked) {
            headers.put("Transfer-Encoding", "chunked");
        } else {
            keepAlive = false;
        }
        begin(status + " " + Reason.of(status), !keepAlive);
        BodyOutput body = new BodyOutput(outlet, chunked, isHead());
        streamed = body;
        return body;
    }

    /** Whether the client asked for another protocol on the connection. */
    public boolean wantsUpgrade() {
        return header("Upgrade") != null;
    }

    /**
     * Takes the connection over for a raw stream both ways: {@code 101 UPGRADED} when the client asked for an upgrade, else
     * a 200 without length. Closing the stream, or the end of the handler, closes the connection.
     */
    public RawStream hijack(String type) throws IOException {
        headers.put("Content-Type", type);
        if (wantsUpgrade()) {
            headers.put("Connection", "Upgrade");
            headers.put("Upgrade", "tcp");
            begin("101 UPGRADED", false);
        } else {
            begin("200 OK", false);
        }
        keepAlive = false;
        hijacked = true;
        complete = true;
        return new RawStream(connection.takeOver(), outlet, connection::linger);
    }

    /**
     * Takes the connection over as a WebSocket.
     *
     * @throws EngineException INVALID when the client did not ask for one
     */
    public WebSocket webSocket() throws IOException {
        String key = header("Sec-WebSocket-Key");
        if (key == null || !"websocket".equalsIgnoreCase(header("Upgrade"))) {
            throw EngineException.invalid("this address is for WebSocket clients: 'Upgrade: websocket' is missing");
        }
        headers.put("Upgrade", "websocket");
        headers.put("Connection", "Upgrade");
        headers.put("Sec-WebSocket-Accept", WebSocket.accept(key));
        begin("101 Switching Protocols", false);
        keepAlive = false;
        hijacked = true;
        complete = true;
        return new WebSocket(new RawStream(connection.takeOver(), outlet, connection::linger));
    }

    private void begin(String status, boolean close) throws IOException {
        if (begun) {
            throw new IllegalStateException("request " + method() + " " + path + " was answered already");
        }
        begun = true;
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append("\r\n");
        headers.forEach((name, value) ->
                head.append(name).append(": ").append(oneLine(value)).append("\r\n"));
        if (close) {
            head.append("Connection: close\r\n");
        }
        outlet.write(ByteBufUtil.writeUtf8(connection.allocator(), head.append("\r\n")));
    }

    /** Header values carry names chosen by users; a line break in one would let them write headers. */
    private static String oneLine(String value) {
        return value.replace('\r', ' ').replace('\n', ' ');
    }

    private boolean isHead() {
        return request.method().name().equals("HEAD");
    }

    /** The handler has returned without a failure: what it streamed is whole. */
    void finish() throws IOException {
        if (streamed != null) {
            streamed.finish();
            complete = true;
        }
    }

    boolean complete() {
        return complete;
    }

    boolean hijacked() {
        return hijacked;
    }

    boolean keepAlive() {
        return keepAlive;
    }

    Intake intake() {
        return body;
    }

    void closeAfterwards() {
        keepAlive = false;
    }

    /** Sends the interim answer a client with {@code Expect: 100-continue} waits for. */
    static void sayContinue(Outlet outlet) {
        byte[] line = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try {
            outlet.write(line, 0, line.length);
        } catch (IOException e) {
            // The read that follows finds the connection closed and says so.
            return;
        }
    }
}
