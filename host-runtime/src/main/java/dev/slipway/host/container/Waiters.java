package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
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

    /** The engine stops and the container goes on: whoever waits has to ask the next engine. */
    void abandon(String container) {
        EngineException reason = new EngineException(
                ErrorKind.UNAVAILABLE,
                "the engine stops while container " + container + " goes on: wait for it again at the next engine");
        removed.completeExceptionally(reason);
        CompletableFuture<Integer> told;
        synchronized (this) {
            told = exit;
        }
        told.completeExceptionally(reason);
    }

    /** Also ends a wait for an exit that will never come. */
    void removed(int lastCode) {
        removed.completeAsync(() -> lastCode, Timers.now());
        exited(lastCode);
    }
}
