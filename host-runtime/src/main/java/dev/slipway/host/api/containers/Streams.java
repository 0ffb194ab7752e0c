package dev.slipway.host.api.containers;

import dev.slipway.host.api.http.ApiVersion;
import dev.slipway.host.api.http.Exchange;
import dev.slipway.host.api.http.RawStream;
import dev.slipway.host.container.Containers.Attached;
import dev.slipway.host.container.Containers.OutputSink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A process's output on a connection: framed per stream, or raw when it has a terminal. */
public final class Streams {
    private static final String RAW = "application/vnd.docker.raw-stream";
    private static final String MULTIPLEXED = "application/vnd.docker.multiplexed-stream";
    private static final int MULTIPLEXED_SINCE = 42;

    private Streams() {}

    /** The content type that tells a client how to read the stream. */
    public static String type(boolean tty, ApiVersion version) {
        return tty || !version.atLeast(MULTIPLEXED_SINCE) ? RAW : MULTIPLEXED;
    }

    /** Writes output to {@code stream}, dropping what was not asked for. */
    public static OutputSink sink(RawStream stream, boolean tty, boolean stdout, boolean stderr) {
        return (number, bytes, offset, length) -> {
            if (tty) {
                stream.write(bytes, offset, length);
            } else if (number == 1 ? stdout : stderr) {
                stream.writeFrame(number, bytes, offset, length);
            }
        };
    }

    /** Returns when output has ended, the client has detached, or it has gone. */
    public static void awaitEnd(Exchange exchange, Attached attached) throws InterruptedException {
        try {
            var unused =
                    CompletableFuture.anyOf(attached.done(), exchange.gone()).get();
        } catch (ExecutionException e) {
            // A receiver that failed has been cut off already; either way nothing more will be sent.
            return;
        }
    }
}
