package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.ContainerState.Restarting;
import dev.slipway.host.container.ContainerState.Running;
import dev.slipway.host.container.Containers.Attached;
import dev.slipway.host.container.Containers.OutputSink;
import dev.slipway.host.logs.ContainerLog;
import dev.slipway.host.logs.ContainerLogs;
import dev.slipway.host.logs.FanOut;
import dev.slipway.host.logs.Tap;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Connects clients to a container's first process. */
final class Attaching {
    private static final ContainerLog.Query PAST = new ContainerLog.Query(true, true, 0, 0, -1, false);
    private static final Duration UNUSED_PATIENCE = Duration.ofSeconds(1);

    private final ContainerLogs logs;
    private final ContainerEvents events;

    Attaching(ContainerLogs logs, ContainerEvents events) {
        this.logs = logs;
        this.events = events;
    }

    Attached attach(
            LiveContainer container,
            @Nullable InputStream stdin,
            boolean past,
            boolean stream,
            OutputSink out,
            @Nullable String detachKeys) {
        switch (container.state()) {
            case Running running
            when running.paused() ->
                throw EngineException.conflict(
                        "container " + container.id() + " is paused, unpause the container before attach");
            case Restarting restarting ->
                throw EngineException.conflict(
                        "container " + container.id() + " is restarting, wait until the container is running");
            default -> {}
        }
        DetachKeys keys = DetachKeys.of(detachKeys);
        events.publish(container, "attach");
        Tap tap = tap(container, past, stream, (number, bytes) -> out.write(number, bytes, 0, bytes.length));
        if (stdin == null || !stream || !container.record().config().openStdin()) {
            return new Connection(tap, null);
        }
        boolean tty = container.record().config().tty();
        Thread feed = new InputFeed(
                        stdin,
                        tty || detachKeys != null ? keys : null,
                        container.record().config().stdinOnce(),
                        () -> detach(container, tap))
                .begin(container.input());
        return new Connection(tap, feed);
    }

    private Tap tap(LiveContainer container, boolean past, boolean stream, FanOut.Sink sink) {
        ContainerLog log = logs.log(
                container.id(), ConfigChecks.logPolicy(container.record().host()));
        if (stream) {
            return past ? container.clients.addAfter(log, PAST, sink) : container.clients.add(sink);
        }
        FanOut nobodyElse = new FanOut(UNUSED_PATIENCE);
        Tap tap = past ? nobodyElse.addAfter(log, PAST, sink) : nobodyElse.add(sink);
        nobodyElse.end();
        return tap;
    }

    private void detach(LiveContainer container, Tap tap) {
        events.publish(container, "detach");
        tap.close();
    }

    private record Connection(Tap tap, @Nullable Thread feed) implements Attached {
        Connection {
            if (feed != null) {
                CompletableFuture<Void> unused = tap.done().thenRun(feed::interrupt);
            }
        }

        @Override
        public CompletableFuture<Void> done() {
            return tap.done();
        }

        @Override
        public void close() {
            tap.close();
        }
    }
}
