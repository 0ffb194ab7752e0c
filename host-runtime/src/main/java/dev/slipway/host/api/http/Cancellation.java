package dev.slipway.host.api.http;

/** While open, the thread that opened it is interrupted when the client goes away: nobody waits for its work any more. */
public final class Cancellation implements AutoCloseable {
    private final Thread worker = Thread.currentThread();
    private boolean over;

    public Cancellation(Exchange exchange) {
        var unused = exchange.gone().thenRun(this::cancel);
    }

    private synchronized void cancel() {
        if (!over) {
            worker.interrupt();
        }
    }

    /** Clears an interrupt that came too late, so that it hits nothing that follows. */
    @Override
    public synchronized void close() {
        over = true;
        boolean unused = Thread.interrupted();
    }
}
