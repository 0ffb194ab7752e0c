package dev.slipway.host.start;

import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.Sys;
import dev.slipway.host.linux.SyscallNumber;
import java.nio.file.Path;

/** Lets two names change places without a pause, as an attacker does who races a check of one of them. */
final class Flipper implements AutoCloseable {
    private static final int AT_FDCWD = -100;
    private static final int RENAME_EXCHANGE = 2;
    private final Thread thread;
    private volatile long swaps;

    Flipper(Path one, Path other) {
        thread = Thread.ofPlatform().start(() -> flip(one.toString(), other.toString()));
    }

    private void flip(String one, String other) {
        try (NativeMemory from = NativeMemory.string(one);
                NativeMemory to = NativeMemory.string(other)) {
            while (!Thread.currentThread().isInterrupted()) {
                Sys.raw(SyscallNumber.RENAMEAT2, AT_FDCWD, from.address(), AT_FDCWD, to.address(), RENAME_EXCHANGE);
                swaps = swaps + 1;
            }
        }
    }

    long swaps() {
        return swaps;
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
