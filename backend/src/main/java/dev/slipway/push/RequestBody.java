package dev.slipway.push;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A request's body as a stream: one piece is asked for when the one before was read, so that memory stays bounded. */
final class RequestBody extends InputStream {

    /** A client that sends nothing for this long is gone. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

    private sealed interface Piece {}

    private record Bytes(Buffer buffer) implements Piece {}

    private record End(boolean broken) implements Piece {}

    private final HttpServerRequest request;
    private final Context context;
    private final LinkedBlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private Buffer piece = Buffer.buffer();
    private int at;
    private boolean ended;

    /** Takes over a request that is paused; called on its event loop. */
    RequestBody(HttpServerRequest request, Context context) {
        this.request = request;
        this.context = context;
        request.exceptionHandler(broken -> pieces.add(new End(true)));
        request.endHandler(all -> pieces.add(new End(false)));
        request.handler(buffer -> pieces.add(new Bytes(buffer)));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (at >= piece.length()) {
            if (ended || !advance()) {
                return -1;
            }
        }
        int count = Math.min(length, piece.length() - at);
        piece.getBytes(at, at + count, into, offset);
        at += count;
        return count;
    }

    /** Takes the next piece; false at the end. */
    private boolean advance() throws IOException {
        switch (next()) {
            case Bytes bytes -> {
                piece = bytes.buffer();
                at = 0;
            }
            case End end -> {
                ended = true;
                if (end.broken()) {
                    throw new IOException("the client broke off its push");
                }
            }
        }
        return !ended;
    }

    private Piece next() throws IOException {
        if (pieces.isEmpty()) {
            context.runOnContext(turn -> request.fetch(1));
        }
        try {
            Piece next = pieces.poll(LONGEST_SILENCE.toSeconds(), TimeUnit.SECONDS);
            if (next == null) {
                throw new IOException("the client sends nothing any more");
            }
            return next;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a push arrives", stopping);
        }
    }
}
