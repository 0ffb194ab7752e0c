package dev.slipway.host.exec;

import dev.slipway.host.container.Containers.Attached;
import dev.slipway.host.container.Containers.OutputSink;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Further processes in running containers. */
public interface Execs {
    /** Registers one; 409 when the container does not run. Returns its id. */
    String create(String tenant, String container, Request request);

    /** Starts it and connects the streams (null sink = detached). Size in cells, 0 = leave. */
    Attached start(
            String tenant, String execId, @Nullable InputStream stdin, @Nullable OutputSink out, int columns, int rows);

    void resize(String tenant, String execId, int columns, int rows);

    Status status(String tenant, String execId);

    /** Docker's ExecConfig; empty strings and lists mean the container's own. */
    record Request(
            List<String> cmd,
            List<String> env,
            String user,
            String workingDir,
            boolean tty,
            boolean attachStdin,
            boolean attachStdout,
            boolean attachStderr,
            boolean privileged,
            String detachKeys) {}

    record Status(
            String id,
            String containerId,
            Request request,
            boolean running,
            @Nullable Integer exitCode,
            int pid) {}
}
