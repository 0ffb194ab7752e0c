package dev.slipway.host.container;

import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.Sys;
import dev.slipway.host.linux.SyscallNumber;
import dev.slipway.host.logs.Pump;
import dev.slipway.host.start.Running;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The input of one running process, written by any number of clients without ever blocking a thread in the kernel.
 *
 * <p>Closed before the process's descriptors are: a write after that would reach whatever got the same number.
 */
public final class InputPort implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Running process;
    private final Pump pump;
    private @Nullable Fd fd;
    private @Nullable CompletableFuture<Void> room;

    public InputPort(Running process, Pump pump) {
        this.process = process;
        this.pump = pump;
        Fd input = process.stdin();
        // A terminal's master is watched for reading under its own number, so it is written under another.
        this.fd = input == null ? null : Descriptors.duplicate(input, 0);
        if (fd != null) {
            Descriptors.nonBlocking(fd);
        }
    }

    /**
     * Writes all of {@code bytes}; waits while the process does not read.
     *
     * @throws IOException when it has no input, or no longer
     */
    public void write(byte[] bytes) throws IOException, InterruptedException {
        try (NativeMemory memory = NativeMemory.of(bytes)) {
            int done = 0;
            while (done < bytes.length) {
                int written = some(memory, done, bytes.length - done);
                done += Math.max(written, 0);
                if (written < 0) {
                    awaitRoom();
                }
            }
        }
    }

    /** Ends the process's input; for a terminal nothing happens, its input ends with a character. */
    public void end() {
        if (!process.tty()) {
            close();
            process.closeStdin();
        }
    }

    /** Writes come to an end; the process may go on. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (room != null) {
                room.complete(null);
            }
            if (fd != null) {
                fd.close();
                fd = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Bytes written; -1 when there is no room now. */
    private int some(NativeMemory memory, int from, int length) throws IOException {
        lock.lock();
        try {
            if (fd == null) {
                throw new IOException("input is closed");
            }
            long n = Sys.raw(SyscallNumber.WRITE, fd.number(), memory.address() + from, length);
            if (n == -Errno.EAGAIN.code()) {
                return -1;
            }
            if (n < 0) {
                throw new IOException("cannot write to '" + fd.name() + "': " + Errno.of((int) -n));
            }
            return (int) n;
        } finally {
            lock.unlock();
        }
    }

    private void awaitRoom() throws IOException, InterruptedException {
        CompletableFuture<Void> ready;
        lock.lock();
        try {
            if (fd == null) {
                throw new IOException("input is closed");
            }
            if (room == null || room.isDone()) {
                room = pump.writable(fd);
            }
            ready = room;
        } finally {
            lock.unlock();
        }
        try {
            ready.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }
}
