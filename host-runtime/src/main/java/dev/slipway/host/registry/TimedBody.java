package dev.slipway.host.registry;

import dev.slipway.host.base.BulkInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A response's body as a stream whose reads give up after a silence; the JDK's own stream waits for ever. Holds what one
 * read of the connection brought and asks for more only when that is used up.
 */
final class TimedBody extends BulkInput implements HttpResponse.BodySubscriber<InputStream> {
    private final Duration silence;

    /** Buffers, then an end: {@link #END} or the failure. */
    private final LinkedBlockingQueue<Object> arrived = new LinkedBlockingQueue<>();

    private static final Object END = new Object();
    private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private @Nullable Object ended;

    TimedBody(Duration silence) {
        this.silence = silence;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription.complete(given);
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        arrived.add(item);
    }

    @Override
    public void onError(Throwable failure) {
        arrived.add(failure);
    }

    @Override
    public void onComplete() {
        arrived.add(END);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (buffers.isEmpty()) {
            if (ended != null) {
                return atEnd(ended);
            }
            await();
        }
        ByteBuffer first = buffers.getFirst();
        int n = Math.min(length, first.remaining());
        first.get(into, from, n);
        if (!first.hasRemaining()) {
            buffers.removeFirst();
            if (buffers.isEmpty()) {
                subscription.join().request(1);
            }
        }
        return n;
    }

    private static int atEnd(Object ended) throws IOException {
        if (ended instanceof Throwable failure) {
            throw new IOException("the connection broke: " + failure.getMessage(), failure);
        }
        return -1;
    }

    @SuppressWarnings("unchecked")
    private void await() throws IOException {
        Object next;
        try {
            next = arrived.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        if (next == null) {
            close();
            throw new HttpTimeoutException("nothing arrived for " + silence.toSeconds() + " s");
        }
        if (!(next instanceof List<?> list)) {
            ended = next;
            return;
        }
        ((List<ByteBuffer>) list).stream().filter(ByteBuffer::hasRemaining).forEach(buffers::add);
        if (buffers.isEmpty()) {
            subscription.join().request(1);
        }
    }

    /** Ends the exchange; a body that was not read to its end closes the connection. */
    @Override
    public void close() {
        var unused = subscription.thenAccept(Flow.Subscription::cancel);
    }
}
