package dev.slipway.push;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A response's body as a stream: each write waits until it has left, so a slow client slows its source. */
final class ResponseBody extends OutputStream {

    /** A client that takes nothing for this long is gone. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

    private final HttpServerResponse response;

    ResponseBody(HttpServerResponse response) {
        this.response = response;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (response.closed()) {
            throw new IOException("the client has gone");
        }
        try {
            response.write(Buffer.buffer().appendBytes(bytes, offset, length))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(LONGEST_SILENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while answering", stopping);
        } catch (ExecutionException | TimeoutException gone) {
            throw new IOException("the client takes no answer", gone);
        }
    }
}
