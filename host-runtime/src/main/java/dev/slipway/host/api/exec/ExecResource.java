package dev.slipway.host.api.exec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.containers.LifecycleResource;
import dev.slipway.host.api.containers.Streams;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.RawStream;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.container.Containers.Attached;
import dev.slipway.host.container.Containers.OutputSink;
import dev.slipway.host.exec.Execs;
import dev.slipway.host.tenant.TenantPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Create, start, resize, inspect. */
public final class ExecResource implements Resource {
    private static final int STDERR = 2;

    /** The kernel keeps a terminal's size in 16 bits. */
    private static final int MOST_CELLS = 0xFFFF;

    private final Execs execs;

    public ExecResource(Execs execs) {
        this.execs = execs;
    }

    @Override
    public void register(Routes routes) {
        routes.post("/containers/{id}/exec", this::create)
                .post("/exec/{id}/start", this::start)
                .post("/exec/{id}/resize", this::resize)
                .get("/exec/{id}/json", this::inspect);
    }

    /** Docker's ExecConfig, as it comes. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Wanted(
            @JsonProperty("Cmd") @Nullable List<String> cmd,
            @JsonProperty("Env") @Nullable List<String> env,
            @JsonProperty("User") @Nullable String user,
            @JsonProperty("WorkingDir") @Nullable String workingDir,
            @JsonProperty("Tty") boolean tty,
            @JsonProperty("AttachStdin") boolean attachStdin,
            @JsonProperty("AttachStdout") boolean attachStdout,
            @JsonProperty("AttachStderr") boolean attachStderr,
            @JsonProperty("Privileged") boolean privileged,
            @JsonProperty("DetachKeys") @Nullable String detachKeys) {
        Execs.Request request() {
            return new Execs.Request(
                    Documents.orEmpty(cmd),
                    Documents.orEmpty(env),
                    Documents.orEmpty(user),
                    Documents.orEmpty(workingDir),
                    tty,
                    attachStdin,
                    attachStdout,
                    attachStderr,
                    privileged,
                    Documents.orEmpty(detachKeys));
        }
    }

    private void create(Call call) throws IOException {
        ObjectNode body = call.json();
        if (!call.operator()) {
            TenantPolicy.checkExec(body);
        }
        Wanted wanted = Json.read(body.toString(), Wanted.class);
        if (wanted.cmd() == null || wanted.cmd().isEmpty()) {
            throw EngineException.invalid("No exec command specified");
        }
        String id = execs.create(call.tenant(), call.variable("id"), wanted.request());
        call.reply(201, Map.of("Id", id));
    }

    private void start(Call call) throws Exception {
        ObjectNode body = call.json();
        if (!call.operator()) {
            TenantPolicy.checkExecStart(body);
        }
        Execs.Status status = execs.status(call.tenant(), call.variable("id"));
        // Docker writes height and width, in this order.
        int rows = cells(body.path("ConsoleSize").path(0));
        int columns = cells(body.path("ConsoleSize").path(1));
        if (body.path("Detach").asBoolean()) {
            try (Attached unused = execs.start(call.tenant(), status.id(), null, null, columns, rows)) {
                call.done(200);
            }
            return;
        }
        if (status.running() || status.exitCode() != null) {
            throw EngineException.conflict(
                    "exec command '" + status.id() + "' was started already: create another one");
        }
        JsonNode tty = body.get("Tty");
        boolean absent = tty == null || tty.isNull();
        serve(call, status, absent ? status.request().tty() : body.path("Tty").asBoolean(), columns, rows);
    }

    private static int cells(JsonNode node) {
        int cells = node.asInt();
        if (cells < 0 || cells > MOST_CELLS) {
            throw EngineException.invalid("invalid value " + node + " in 'ConsoleSize': must be 0 to " + MOST_CELLS);
        }
        return cells;
    }

    private void serve(Call call, Execs.Status status, boolean tty, int columns, int rows) throws Exception {
        Execs.Request request = status.request();
        try (RawStream stream = call.exchange().hijack(Streams.type(tty, call.version()))) {
            OutputSink sink = Streams.sink(stream, tty, request.attachStdout(), request.attachStderr());
            try (Attached attached = execs.start(
                    call.tenant(), status.id(), request.attachStdin() ? stream.input() : null, sink, columns, rows)) {
                Streams.awaitEnd(call.exchange(), attached);
            } catch (EngineException e) {
                // The status line is gone: the client reads why in the stream, and the code from inspect.
                byte[] why = (e.getMessage() + "\r\n").getBytes(StandardCharsets.UTF_8);
                sink.write(tty ? 1 : STDERR, why, 0, why.length);
            }
        }
    }

    private void resize(Call call) throws IOException {
        execs.resize(
                call.tenant(),
                call.variable("id"),
                LifecycleResource.cells(call.query(), "w"),
                LifecycleResource.cells(call.query(), "h"));
        call.done(200);
    }

    private void inspect(Call call) throws IOException {
        Execs.Status status = execs.status(call.tenant(), call.variable("id"));
        Execs.Request request = status.request();
        List<String> cmd = request.cmd();
        ObjectNode document = Documents.object()
                .put("ID", status.id())
                .put("Running", status.running())
                .putPOJO("ExitCode", status.exitCode())
                .putPOJO(
                        "ProcessConfig",
                        Documents.object()
                                .put("tty", request.tty())
                                .put("entrypoint", cmd.getFirst())
                                .putPOJO("arguments", cmd.subList(1, cmd.size()))
                                .put("privileged", request.privileged())
                                .put("user", request.user()))
                .put("OpenStdin", request.attachStdin())
                .put("OpenStderr", request.attachStderr())
                .put("OpenStdout", request.attachStdout())
                .put("CanRemove", status.exitCode() != null)
                .put("ContainerID", status.containerId())
                .put("DetachKeys", request.detachKeys())
                .put("Pid", status.pid());
        call.reply(200, document);
    }
}
