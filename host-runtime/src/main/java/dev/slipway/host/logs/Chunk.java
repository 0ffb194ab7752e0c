package dev.slipway.host.logs;

import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.Sys;
import dev.slipway.host.linux.SyscallNumber;

/** The pump's working memory: what one step moves from one descriptor. */
final class Chunk {
    /** Bytes per step: a pipe's usual capacity. One talkative container gets no more before the next one's turn. */
    static final int SIZE = 64 << 10;

    private final NativeMemory memory = NativeMemory.collected(SIZE);
    private final RecordBatch records = new RecordBatch();
    private final byte[] array = new byte[SIZE];

    NativeMemory memory() {
        return memory;
    }

    /** For the records of the messages in it; empty, and lent until it is asked for the next time. */
    RecordBatch records() {
        records.clear();
        return records;
    }

    /** The first {@code length} bytes, in an array that is lent until it is asked for the next time: copies of its own are half of what a flood costs. */
    byte[] lend(int length) {
        memory.get(0, array, length);
        return array;
    }

    /** A copy of the first {@code length} bytes. */
    byte[] copy(int length) {
        return memory.bytes(0, length);
    }

    /** Reads what {@code source} has now: bytes read, 0 at its end, -1 when there is nothing now. */
    int read(Fd source) {
        long n = Sys.raw(SyscallNumber.READ, source.number(), memory.address(), SIZE);
        if (n == -Errno.EAGAIN.code()) {
            return -1;
        }
        if (n == -Errno.EIO.code()) {
            // A terminal's master says so when the last process has closed the other side.
            return 0;
        }
        if (n < 0) {
            throw new KernelException("read", source.name(), Errno.of((int) -n));
        }
        return (int) n;
    }
}
