package dev.slipway.host.logs;

import dev.slipway.host.linux.Epoll;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.ProcessorTurns;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One thread that serves the streams of all containers: what is ready is handled there, at once, by handlers that never
 * block. The thread begins with the first stream.
 */
public final class Pump implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Pump.class.getName());

    private final Epoll epoll = new Epoll();
    private final Map<Long, Stream> streams = new ConcurrentHashMap<>();
    private final AtomicLong keys = new AtomicLong();
    private final Chunk chunk = new Chunk();
    private final Thread thread = Thread.ofPlatform().daemon().name("pump").unstarted(this::run);
    private final ReentrantLock startLock = new ReentrantLock();
    private volatile boolean closed;

    /**
     * Calls {@code handler} whenever {@code fd} is readable or has ended, until the stream is removed.
     *
     * @param fd non-blocking; stays the caller's, who removes the stream before closing it
     */
    Stream read(Fd fd, Handler handler) {
        return register(fd, Epoll.IN, handler);
    }

    /** Completes when {@code fd} takes bytes again (or never will); {@code fd} must not be watched otherwise. */
    public CompletableFuture<Void> writable(Fd fd) {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        Stream stream = register(fd, Epoll.OUT, (self, readable, memory) -> {
            self.remove();
            ready.complete(null);
        });
        return ready.whenComplete((nothing, failure) -> stream.remove());
    }

    /** Stops; what is left in pipes stays there for the next engine. */
    @Override
    public void close() {
        closed = true;
        epoll.wake();
        if (thread.isAlive() && Thread.currentThread() != thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        streams.values().forEach(Stream::remove);
        epoll.close();
    }

    private Stream register(Fd fd, int interest, Handler handler) {
        Stream stream = new Stream(keys.incrementAndGet(), fd, interest, handler);
        streams.put(stream.key, stream);
        stream.resume();
        startOnce();
        return stream;
    }

    private void startOnce() {
        startLock.lock();
        try {
            if (thread.getState() == Thread.State.NEW) {
                thread.start();
            }
        } finally {
            startLock.unlock();
        }
    }

    private void run() {
        // Whoever prints without end must not keep the router from its turn.
        ProcessorTurns.stepBack();
        while (!closed) {
            epoll.await(-1, (key, ready) -> {
                Stream stream = streams.get(key);
                if (stream != null && !closed) {
                    stream.handle(ready);
                }
            });
        }
    }

    /**
     * Handles one readiness on the pump's thread; must not block. Not readable means that the other side is gone and
     * nothing is left.
     */
    @FunctionalInterface
    interface Handler {
        void ready(Stream self, boolean readable, Chunk chunk);
    }

    /** One watched descriptor. */
    final class Stream {
        private final ReentrantLock lock = new ReentrantLock();
        private final long key;
        private final Fd fd;
        private final int interest;
        private final Handler handler;
        private boolean watched;
        private boolean removed;

        Stream(long key, Fd fd, int interest, Handler handler) {
            this.key = key;
            this.fd = fd;
            this.interest = interest;
            this.handler = handler;
        }

        /** Leaves what comes in the pipe. Not by an empty interest: a hang-up would be reported without end. */
        void pause() {
            lock.lock();
            try {
                if (watched) {
                    epoll.remove(fd);
                    watched = false;
                }
            } finally {
                lock.unlock();
            }
        }

        void resume() {
            lock.lock();
            try {
                if (!watched && !removed && !closed) {
                    epoll.add(fd, interest, key);
                    watched = true;
                }
            } finally {
                lock.unlock();
            }
        }

        /** No handler runs any more when this returns; the descriptor may then be closed. */
        void remove() {
            lock.lock();
            try {
                pause();
                removed = true;
                streams.remove(key);
            } finally {
                lock.unlock();
            }
        }

        private void handle(int ready) {
            lock.lock();
            try {
                if (watched) {
                    handler.ready(this, (ready & Epoll.IN) != 0, chunk);
                }
            } catch (RuntimeException e) {
                // One stream's fault must not stop the others; without removal it would be reported again at once.
                LOG.log(System.Logger.Level.ERROR, "stream '" + fd.name() + "' is served no more", e);
                remove();
            } finally {
                lock.unlock();
            }
        }
    }
}
