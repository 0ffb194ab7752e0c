package dev.slipway.host.api.containers;

import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Cancellation;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Frames;
import dev.slipway.host.api.http.Moments;
import dev.slipway.host.api.http.Query;
import dev.slipway.host.api.http.RawStream;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.api.http.WebSocket;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.Container;
import dev.slipway.host.container.ContainerState;
import dev.slipway.host.container.Containers;
import dev.slipway.host.container.Containers.Attached;
import dev.slipway.host.logs.ContainerLog;
import dev.slipway.host.logs.LogLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a container's first process says and hears: its log, and streams attached to it. */
public final class OutputResource implements Resource {
    private static final long ALL = -1;
    private static final long NANOS = 1_000_000_000L;

    private final Containers containers;

    public OutputResource(Containers containers) {
        this.containers = containers;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/containers/{id}/logs", this::logs)
                .post("/containers/{id}/attach", this::attach)
                .get("/containers/{id}/attach/ws", this::attachWebSocket);
    }

    private void logs(Call call) throws Exception {
        Query query = call.query();
        if (!query.flag("stdout") && !query.flag("stderr")) {
            throw EngineException.invalid("Bad parameters: you must choose at least one stream");
        }
        Container container = containers.require(call.tenant(), call.variable("id"));
        boolean tty = container.config().tty();
        ContainerLog log = containers.log(call.tenant(), container.id());
        try (OutputStream out = call.exchange().stream(200, Streams.type(tty, call.version()));
                ContainerLog.LogReader reader = log.read(wanted(query));
                Cancellation ignored = new Cancellation(call.exchange())) {
            boolean timestamps = query.flag("timestamps");
            String details = query.flag("details") ? LogDetails.of(container) + " " : "";
            @Nullable LogLine line = reader.next();
            while (line != null) {
                send(out, line, tty, (timestamps ? stamp(line) + " " : "") + details);
                line = reader.next();
            }
        }
    }

    private static ContainerLog.Query wanted(Query query) {
        String tail = query.text("tail", "all");
        long lines = tail.equals("all") ? ALL : query.number("tail", ALL);
        return new ContainerLog.Query(
                query.flag("stdout"),
                query.flag("stderr"),
                Moments.nanos(query, "since"),
                Moments.nanos(query, "until"),
                lines < 0 ? ALL : lines,
                query.flag("follow"));
    }

    private static void send(OutputStream out, LogLine line, boolean tty, String before) throws IOException {
        byte[] bytes = before.isEmpty() ? line.bytes() : joined(before, line.bytes());
        if (tty) {
            out.write(bytes);
        } else {
            Frames.write(out, line.stream(), bytes);
        }
    }

    private static byte[] joined(String before, byte[] line) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(before.length() + line.length);
        all.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        all.writeBytes(line);
        return all.toByteArray();
    }

    private static String stamp(LogLine line) {
        return Documents.exactTime(Instant.ofEpochSecond(line.nanos() / NANOS, line.nanos() % NANOS));
    }

    private void attach(Call call) throws Exception {
        Query query = call.query();
        Container container = containers.require(call.tenant(), call.variable("id"));
        refuseUnlessAttachable(container);
        boolean tty = container.config().tty();
        call.exchange().body().close();
        try (RawStream stream = call.exchange().hijack(Streams.type(tty, call.version()));
                Attached attached = containers.attach(
                        call.tenant(),
                        container.id(),
                        query.flag("stdin") ? stream.input() : null,
                        query.flag("logs"),
                        query.flag("stream"),
                        Streams.sink(stream, tty, query.flag("stdout"), query.flag("stderr")),
                        query.text("detachKeys"))) {
            Streams.awaitEnd(call.exchange(), attached);
        }
    }

    /** Browsers' attach: what a message brings is input, output comes as binary messages without frames of ours. */
    private void attachWebSocket(Call call) throws Exception {
        Query query = call.query();
        Container container = containers.require(call.tenant(), call.variable("id"));
        refuseUnlessAttachable(container);
        boolean tty = container.config().tty();
        // Old clients name no stream and mean all of them.
        boolean none = !query.flag("stdin") && !query.flag("stdout") && !query.flag("stderr");
        boolean stdout = none || query.flag("stdout");
        boolean stderr = none || query.flag("stderr");
        call.exchange().body().close();
        try (WebSocket socket = call.exchange().webSocket();
                Attached attached = containers.attach(
                        call.tenant(),
                        container.id(),
                        none || query.flag("stdin") ? socket.input() : null,
                        query.flag("logs"),
                        query.flag("stream", true),
                        (number, bytes, offset, length) -> {
                            if (tty || (number == 1 ? stdout : stderr)) {
                                socket.write(bytes, offset, length);
                            }
                        },
                        query.text("detachKeys"))) {
            Streams.awaitEnd(call.exchange(), attached);
        }
    }

    private static void refuseUnlessAttachable(Container container) {
        if (container.state() instanceof ContainerState.Running running && running.paused()) {
            throw EngineException.conflict(
                    "container " + container.id() + " is paused, unpause the container before attach");
        }
        if (container.state() instanceof ContainerState.Restarting) {
            throw EngineException.conflict(
                    "container " + container.id() + " is restarting, wait until the container is running");
        }
    }
}
