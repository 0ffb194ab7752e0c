package dev.slipway.registry;

import dev.slipway.registry.RegistryError.Code;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A request's body on its way to a sink: the event loop only queues pieces, a few threads shared by all requests take them
 * from there, and the client is held back while they cannot keep up. So memory is bounded however large the body is, and a
 * slow client holds no thread.
 */
final class Intake {

    /** What may wait for its turn before the client is held back. */
    private static final int MOST_WAITING_BYTES = 512 * 1024;

    /** A client that sends nothing for this long is gone. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

    private final HttpServerRequest request;
    private final Context context;
    private final Executor threads;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private final Queue<Buffer> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean working;
    private boolean held;
    private boolean ended;

    @Nullable
    private RegistryError broken;

    private long heard = System.nanoTime();

    /** Timer that looks for silence; -1 before there is one. */
    private volatile long watch = -1;

    /** Where pieces go, in order, never two at once. */
    interface Sink {
        void take(byte[] piece) throws IOException;
    }

    Intake(HttpServerRequest request, Context context, Executor threads) {
        this.request = request;
        this.context = context;
        this.threads = threads;
    }

    /**
     * Returns when all of the body is in the sink.
     *
     * @throws RegistryError what the sink throws, or that the client went away; what arrived before is in the sink
     */
    void into(Sink sink) {
        context.runOnContext(now -> listen(sink));
        try {
            done.get();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a body arrives", stopping);
        } catch (ExecutionException failure) {
            throw rethrown(failure.getCause());
        } finally {
            context.owner().cancelTimer(watch);
        }
    }

    private static RuntimeException rethrown(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException known) {
            return known;
        }
        if (cause instanceof IOException disk) {
            return Space.failed(disk);
        }
        return new IllegalStateException("a body could not be taken in", cause);
    }

    private void listen(Sink sink) {
        if (request.isEnded()) {
            done.complete(true);
            return;
        }
        watch = watch();
        request.exceptionHandler(broken -> end(
                new RegistryError(
                        Code.BLOB_UPLOAD_INVALID,
                        "the connection broke; ask for the upload's state and go on from there"),
                sink));
        request.endHandler(all -> end(null, sink));
        request.handler(piece -> arrived(piece, sink));
        request.resume();
    }

    private long watch() {
        return context.owner().setPeriodic(LONGEST_SILENCE.toMillis() / 4, tick -> {
            if (isSilent()) {
                request.connection().close();
            }
        });
    }

    private synchronized boolean isSilent() {
        return !held && System.nanoTime() - heard > LONGEST_SILENCE.toNanos();
    }

    /** What has arrived still goes to the sink before anybody hears of the end. */
    private synchronized void end(@Nullable RegistryError failure, Sink sink) {
        if (!ended) {
            ended = true;
            broken = failure;
            work(sink);
        }
    }

    private synchronized void arrived(Buffer piece, Sink sink) {
        heard = System.nanoTime();
        if (done.isDone()) {
            return; // what follows a refusal is dropped
        }
        waiting.add(piece);
        waitingBytes += piece.length();
        if (waitingBytes > MOST_WAITING_BYTES && !held) {
            held = true;
            request.pause();
        }
        work(sink);
    }

    private synchronized void work(Sink sink) {
        if (!working) {
            working = true;
            threads.execute(() -> drain(sink));
        }
    }

    private void drain(Sink sink) {
        try {
            for (Buffer piece = next(); piece != null; piece = next()) {
                sink.take(piece.getBytes());
            }
        } catch (IOException | RuntimeException failure) {
            done.completeExceptionally(failure);
            forget();
        }
    }

    private synchronized @Nullable Buffer next() {
        Buffer piece = waiting.poll();
        if (piece == null) {
            working = false;
            if (ended) {
                finish();
            }
        } else {
            waitingBytes -= piece.length();
        }
        if (held && waitingBytes < MOST_WAITING_BYTES / 2) {
            held = false;
            heard = System.nanoTime();
            context.runOnContext(now -> request.resume());
        }
        return piece;
    }

    private void finish() {
        if (broken == null) {
            done.complete(true);
        } else {
            done.completeExceptionally(broken);
        }
    }

    private synchronized void forget() {
        waiting.clear();
        waitingBytes = 0;
        working = false;
        if (held) {
            held = false;
            context.runOnContext(now -> request.resume());
        }
    }
}
