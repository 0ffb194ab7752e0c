package dev.slipway.host.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One HTTP/1.0 request on a unix socket: the answer ends with the connection. */
public final class UnixHttp {
    private static final int BUFFER_BYTES = 8192;

    private UnixHttp() {}

    /** An answer, its head as text. */
    public record Answer(int status, String head, String body) {}

    static Answer send(Path socket, String method, String target, String headers, String body) throws IOException {
        return send(socket, method, target, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends {@code content} and reads until the other side closes. */
    public static Answer send(Path socket, String method, String target, String headers, byte[] content)
            throws IOException {
        String head = method + " " + target + " HTTP/1.0\r\nHost: x\r\n" + headers + "Content-Length: " + content.length
                + "\r\n\r\n";
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.UTF_8)));
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            return answer(readAll(channel));
        }
    }

    private static String readAll(SocketChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        while (channel.read(buffer) > 0) {
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static Answer answer(String text) {
        int end = text.indexOf("\r\n\r\n");
        return new Answer(Integer.parseInt(text.substring(9, 12)), text.substring(0, end), text.substring(end + 4));
    }
}
