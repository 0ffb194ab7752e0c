package dev.slipway.host.container;

import java.util.concurrent.CompletableFuture;

/** Those who wait for a container's next exit or its removal. They are told on threads of their own. */
final class Waiters {
    private CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final CompletableFuture<Integer> removed = new CompletableFuture<>();

    synchronized CompletableFuture<Integer> nextExit() {
        return exit;
    }

    CompletableFuture<Integer> removal() {
        return removed;
    }

    void exited(int code) {
        CompletableFuture<Integer> told;
        synchronized (this) {
            told = exit;
            exit = new CompletableFuture<>();
        }
        told.completeAsync(() -> code, Timers.now());
    }

    /** Also ends a wait for an exit that will never come. */
    void removed(int lastCode) {
        removed.completeAsync(() -> lastCode, Timers.now());
        exited(lastCode);
    }
}
