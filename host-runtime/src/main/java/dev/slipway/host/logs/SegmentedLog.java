package dev.slipway.host.logs;

import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.KernelException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** {@link ContainerLog} in segments of fixed size: the pump writes, any number of readers read, nobody polls. */
final class SegmentedLog implements ContainerLog {
    /** Said by {@link #available}: the segment is written no more. */
    static final int COMPLETE = -1;

    /** Said by {@link #available}: nothing will come. */
    static final int ENDED = -2;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LogFiles files;
    private final SegmentWriter writer;
    private boolean live;
    private boolean doomed;
    private int readers;

    SegmentedLog(LogFiles files, LogPolicy policy, Clock clock) {
        this.files = files;
        this.writer = new SegmentWriter(files, policy, clock);
    }

    @Override
    public LogReader read(Query query) {
        lock.lock();
        try {
            Position end = writer.end();
            if (!live) {
                // Recovery may have opened files; nobody is going to write them.
                writer.finish();
                end = writer.end();
            }
            Position start = new Seek(files, writer.segments(), end).start(query);
            readers++;
            return new SegmentedReader(this, files, query, start, query.follow() ? Position.NEVER : end);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Past past(Query query, Runnable atTheSameTime) {
        lock.lock();
        try {
            LogReader reader = read(query);
            atTheSameTime.run();
            return new Past(reader, writer.begun());
        } finally {
            lock.unlock();
        }
    }

    /** Output will come: followers wait for it. */
    void begin() {
        lock.lock();
        live = true;
        lock.unlock();
    }

    /**
     * Takes what {@code source} has now.
     *
     * @param tty whether the source is a terminal, which cannot be spliced
     * @param output is handed the bytes while the log is locked, so that a snapshot sees them once; must not block
     * @return bytes taken, 0 at the end of the source, -1 when there is nothing now
     */
    int take(int stream, Fd source, boolean tty, Chunk chunk, Output output) {
        lock.lock();
        try {
            int taken = writer.take(stream, source, tty, chunk);
            if (taken > 0) {
                output.write(stream, chunk, taken);
                writer.rotateWhenFull();
                changed.signalAll();
            }
            return taken;
        } catch (RuntimeException e) {
            writer.startOver();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a line of the engine's own. */
    void say(int stream, String line) {
        lock.lock();
        try {
            writer.say(stream, line);
            changed.signalAll();
        } catch (RuntimeException e) {
            writer.startOver();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** No more output: a line begun becomes a message, files are closed. Followers end when {@code forGood}. */
    void finish(boolean forGood) {
        lock.lock();
        try {
            live = live && !forGood;
            changed.signalAll();
            writer.finish();
        } catch (KernelException e) {
            // A full disk: the line begun is made a message when the log is read next and there is room.
            writer.startOver();
        } finally {
            lock.unlock();
        }
    }

    /** The engine stops, the container goes on: a line begun waits for the next engine. */
    void suspend() {
        lock.lock();
        try {
            writer.suspend();
            live = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Deletes the files; those who read now read to the end first. */
    void delete() {
        lock.lock();
        try {
            finish(true);
            doomed = true;
            deleteIfUnread();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        finish(true);
    }

    /**
     * How many records may be read of {@code segment} by one who has read {@code consumed}: more, or {@link #COMPLETE}, or
     * {@link #ENDED}. Waits while following a live log.
     */
    int available(int segment, int consumed, boolean follow) throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                Position end = writer.end();
                if (segment != end.segment()) {
                    return COMPLETE;
                }
                if (end.record() > consumed) {
                    return end.record();
                }
                if (!follow || !live) {
                    return ENDED;
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The first existing segment after {@code segment}. */
    int next(int segment) {
        lock.lock();
        try {
            List<Integer> existing = writer.segments();
            return existing.stream().filter(n -> n > segment).findFirst().orElse(segment);
        } finally {
            lock.unlock();
        }
    }

    void readerClosed() {
        lock.lock();
        try {
            readers--;
            deleteIfUnread();
        } finally {
            lock.unlock();
        }
    }

    private void deleteIfUnread() {
        if (doomed && readers == 0) {
            writer.deleteAll();
        }
    }

    /** Receives what was taken: the first bytes of the chunk. */
    @FunctionalInterface
    interface Output {
        void write(int stream, Chunk chunk, int length);
    }
}
