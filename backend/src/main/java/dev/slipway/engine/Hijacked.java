package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request which turns its connection into a two-way stream of bytes. Written by hand over the JDK's unix sockets: a
 * keystroke must leave at once, and hanging up must end a waiting read.
 */
final class Hijacked implements AutoCloseable {

    /** The engine's answer has a handful of headers. */
    private static final int MOST_HEAD_BYTES = 16 * 1024;

    private static final int READ_BYTES = 16 * 1024;

    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);

    private Hijacked(SocketChannel channel) {
        this.channel = channel;
        buffer.flip();
    }

    /** Sends the request and reads the head of the answer. */
    static Hijacked open(Path socket, UUID team, String path, JsonNode body) {
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            Hijacked stream = new Hijacked(channel);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                stream.request(team, path, body.toString().getBytes(StandardCharsets.UTF_8));
                stream.readHead();
                return stream;
            } catch (IOException | RuntimeException failure) {
                channel.close();
                throw failure;
            }
        } catch (IOException broken) {
            throw Wire.unreachable(broken);
        }
    }

    /** Bytes as soon as there are some; null at the end. */
    byte @Nullable [] read() throws IOException {
        if (!buffer.hasRemaining()) {
            buffer.clear();
            int count = channel.read(buffer);
            buffer.flip();
            if (count < 0) {
                return null;
            }
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    void write(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        synchronized (channel) {
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }
    }

    /** Says that nothing more will be written; reading goes on. */
    void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void request(UUID team, String path, byte[] body) throws IOException {
        String head = "POST " + path + " HTTP/1.1\r\nHost: engine\r\n" + Wire.TENANT_HEADER + ": " + team
                + "\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length + "\r\n\r\n";
        byte[] bytes = head.getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(bytes, bytes.length + body.length);
        System.arraycopy(body, 0, all, bytes.length, body.length);
        write(all);
    }

    private void readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            if (head.length() > MOST_HEAD_BYTES) {
                throw new IOException("the engine's answer has no end of its head");
            }
            head.append((char) oneByte());
        }
        int status = Integer.parseInt(head.substring(9, 12));
        if (status != 101 && status != 200) {
            throw Wire.failure(status, "the engine opened no stream: " + rest(head.toString()));
        }
    }

    private int oneByte() throws IOException {
        if (!buffer.hasRemaining()) {
            buffer.clear();
            int count = channel.read(buffer);
            buffer.flip();
            if (count < 0) {
                throw new IOException("the engine hung up");
            }
        }
        return buffer.get() & 0xff;
    }

    /** The body of a refusal, as far as its length is given. */
    private String rest(String head) throws IOException {
        int length = Arrays.stream(head.split("\r\n"))
                .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        StringBuilder body = new StringBuilder();
        for (int read = 0; read < Math.min(length, MOST_HEAD_BYTES); read++) {
            body.append((char) oneByte());
        }
        return body.toString();
    }
}
