package dev.slipway.e2e.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** The engine's API over its socket without a client library: one connection per request, and a death of the engine is seen as such. */
record EngineSocket(Path socket) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BUFFER_BYTES = 64 << 10;

    /** @param status 0 when the engine died before it had answered */
    record Answer(int status, String body) {
        /** This, when the engine was content. */
        Answer fine() {
            if (status < 200 || status >= 400) {
                throw new AssertionError("the engine answered " + status + ": " + body);
            }
            return this;
        }

        JsonNode json() throws IOException {
            return JSON.readTree(fine().body);
        }
    }

    Answer get(String path) throws IOException {
        return call("GET", path, "application/json", new byte[0]);
    }

    Answer delete(String path) throws IOException {
        return call("DELETE", path, "application/json", new byte[0]);
    }

    Answer post(String path, String json) throws IOException {
        return call("POST", path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    Answer post(String path, byte[] tar) throws IOException {
        return call("POST", path, "application/x-tar", tar);
    }

    Answer put(String path, String json) throws IOException {
        return call("PUT", path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether anybody answers. */
    boolean answers() {
        try {
            return get("/_ping").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private Answer call(String method, String path, String type, byte[] body) throws IOException {
        String head = method + " " + path + " HTTP/1.1\r\nHost: engine\r\nConnection: close\r\nContent-Type: " + type
                + "\r\nContent-Length: " + body.length + "\r\n\r\n";
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            write(channel, head.getBytes(StandardCharsets.US_ASCII));
            write(channel, body);
            return parse(readAll(channel));
        }
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            channel.write(left);
        }
    }

    private static byte[] readAll(SocketChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        while (channel.read(buffer) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return all.toByteArray();
    }

    private static Answer parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Answer(0, "");
        }
        String head = text.substring(0, end).toLowerCase(Locale.ROOT);
        String body = text.substring(end + 4);
        int status = Integer.parseInt(head.split(" ")[1]);
        return head.contains("transfer-encoding: chunked") ? unchunked(status, body) : new Answer(status, body);
    }

    /** An answer without its last chunk was cut: the engine died over it. */
    private static Answer unchunked(int status, String body) {
        StringBuilder plain = new StringBuilder();
        int at = 0;
        while (true) {
            int line = body.indexOf("\r\n", at);
            int size = line < 0 ? -1 : Integer.parseInt(body.substring(at, line).strip(), 16);
            if (size == 0) {
                return new Answer(status, plain.toString());
            }
            if (size < 0 || line + 2 + size > body.length()) {
                return new Answer(0, plain.toString());
            }
            plain.append(body, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
        }
    }
}
