package dev.slipway.host.linux;

import java.util.concurrent.atomic.AtomicInteger;

/** An open file descriptor, owned: closing it twice is harmless, using it after closing is an error. */
public final class Fd implements AutoCloseable {
    private static final int CLOSED = -1;
    private final AtomicInteger number;
    private final String name;

    /**
     * Takes ownership of {@code number}.
     *
     * @param name what it is, for messages: a path or a description
     */
    public Fd(int number, String name) {
        this.number = new AtomicInteger(number);
        this.name = name;
    }

    /** The descriptor's number; valid until {@link #close()}. */
    public int number() {
        int value = number.get();
        if (value == CLOSED) {
            throw new IllegalStateException("descriptor of '" + name + "' is closed");
        }
        return value;
    }

    public String name() {
        return name;
    }

    public boolean isOpen() {
        return number.get() != CLOSED;
    }

    /** A path that reaches what the descriptor refers to, through proc(5): {@code /proc/self/fd/N}. */
    public String path() {
        return "/proc/self/fd/" + number();
    }

    /** Gives up ownership and returns the number. */
    public int release() {
        int value = number.getAndSet(CLOSED);
        if (value == CLOSED) {
            throw new IllegalStateException("descriptor of '" + name + "' is closed");
        }
        return value;
    }

    @Override
    public void close() {
        int value = number.getAndSet(CLOSED);
        if (value != CLOSED) {
            // close(2) frees the number even when it reports an error, so there is nothing to retry.
            Sys.raw(SyscallNumber.CLOSE, value);
        }
    }

    @Override
    public String toString() {
        return name + " (fd " + number.get() + ")";
    }
}
