package dev.slipway.host.api.http;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Bytes to and from a unix socket, as a client that knows no HTTP. Reads give up after ten seconds. */
final class UnixClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PART_BYTES = 64 * 1024;
    private final SocketChannel channel;

    UnixClient(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
    }

    UnixClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    UnixClient send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        return this;
    }

    void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** Reads until {@code ending} was read. */
    String readUntil(String ending) throws Exception {
        return patiently(() -> read(ending));
    }

    /** Reads until the server ends its half. */
    String readAll() throws Exception {
        return patiently(() -> read(null));
    }

    private interface Reading {
        String read() throws IOException;
    }

    private static String patiently(Reading reading) throws Exception {
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(reading.read());
            } catch (IOException e) {
                result.completeExceptionally(e);
            }
        });
        return result.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private String read(@Nullable String ending) throws IOException {
        // One byte at a time only where an ending is looked for: what follows it is for the next read.
        ByteBuffer part = ByteBuffer.allocate(ending == null ? PART_BYTES : 1);
        StringBuilder all = new StringBuilder();
        while ((ending == null || !endsWith(all, ending)) && channel.read(part) > 0) {
            all.append(StandardCharsets.ISO_8859_1.decode(part.flip()));
            part.clear();
        }
        return all.toString();
    }

    private static boolean endsWith(StringBuilder text, String ending) {
        int start = text.length() - ending.length();
        return start >= 0 && text.indexOf(ending, start) == start;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
