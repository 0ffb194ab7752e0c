package dev.slipway.host.exec;

import dev.slipway.host.container.ContainerExec;
import dev.slipway.host.container.Containers.Attached;
import dev.slipway.host.container.DetachKeys;
import dev.slipway.host.container.InputFeed;
import dev.slipway.host.logs.Tap;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The client of a started exec: its input goes in, its output comes out, its leaving does not end the process. */
final class Connection implements Attached {
    private final Tap tap;
    private final CompletableFuture<Void> detached = new CompletableFuture<>();
    private final CompletableFuture<Void> done;

    /** @param recorded completes when the exit code can be asked for: clients ask as soon as their stream ends */
    Connection(
            Session session,
            ContainerExec exec,
            Tap tap,
            @Nullable InputStream stdin,
            CompletableFuture<Void> recorded) {
        this.tap = tap;
        this.done = CompletableFuture.anyOf(detached, CompletableFuture.allOf(tap.done(), recorded))
                .thenApply(ignored -> null);
        if (stdin != null && session.request().attachStdin()) {
            String detachKeys = session.request().detachKeys();
            boolean canDetach = session.request().tty() || !detachKeys.isEmpty();
            Thread feed = new InputFeed(stdin, canDetach ? DetachKeys.of(detachKeys) : null, true, () -> {
                        session.place().events().accept("exec_detach", Map.of());
                        detached.complete(null);
                        tap.close();
                    })
                    .begin(CompletableFuture.completedFuture(exec.input()));
            CompletableFuture<Void> unused = tap.done().thenRun(feed::interrupt);
        }
    }

    @Override
    public CompletableFuture<Void> done() {
        return done;
    }

    @Override
    public void close() {
        detached.complete(null);
        tap.close();
    }
}
