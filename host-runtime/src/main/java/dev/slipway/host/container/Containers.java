package dev.slipway.host.container;

import dev.slipway.host.logs.ContainerLog;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The engine's containers: what may be done with them. Names, ids and unique prefixes are accepted
 * everywhere; the operator (tenant "") sees everybody's containers.
 */
public interface Containers {
    /** Fields of the host configuration that {@link #update} may change; zero and null mean "leave". */
    Set<String> UPDATABLE = Set.of(
            "Memory",
            "MemorySwap",
            "MemoryReservation",
            "NanoCpus",
            "CpuShares",
            "CpuQuota",
            "CpuPeriod",
            "CpusetCpus",
            "CpusetMems",
            "BlkioDeviceReadBps",
            "BlkioDeviceWriteBps",
            "BlkioDeviceReadIOps",
            "BlkioDeviceWriteIOps",
            "PidsLimit",
            "RestartPolicy");

    /** Makes a container from {@code config}; the image is looked up in the tenant's library. 404 {@code No such image}, 409 name taken. */
    Container create(String tenant, String name, ContainerConfig config);

    /** 404 {@code No such container: x}. */
    Container require(String tenant, String nameOrId);

    List<Container> list(String tenant);

    /** 304 when it runs already. */
    void start(String tenant, String nameOrId);

    /** SIGTERM or its stop signal, then SIGKILL; {@code seconds} null = the container's own timeout, -1 = wait for ever. 304 when it does not run. */
    void stop(String tenant, String nameOrId, @Nullable Integer seconds, @Nullable String signal);

    /** Like {@link #stop}, where it runs, and {@link #start}. */
    void restart(String tenant, String nameOrId, @Nullable Integer seconds, @Nullable String signal);

    void kill(String tenant, String nameOrId, String signal);

    void pause(String tenant, String nameOrId);

    void unpause(String tenant, String nameOrId);

    void rename(String tenant, String nameOrId, String newName);

    /** Puts a container into one more network, at once where it runs. 403 when it is in it already. */
    void connect(String tenant, String network, String nameOrId, EndpointConfig wish);

    /** Takes a container out of a network. 409 when it is not in it. */
    void disconnect(String tenant, String network, String nameOrId);

    void update(String tenant, String nameOrId, ContainerConfig.HostConfig changes);

    void resize(String tenant, String nameOrId, int columns, int rows);

    /** Completes with the exit code; condition "not-running", "next-exit" or "removed". */
    CompletableFuture<Integer> wait(String tenant, String nameOrId, String condition);

    void remove(String tenant, String nameOrId, boolean force, boolean volumes);

    ContainerLog log(String tenant, String nameOrId);

    /**
     * Connects streams to the first process, also before it starts.
     *
     * @param stdin null when not wanted; its end closes the process's stdin when StdinOnce
     * @param out receives output from now on (after the log's past when {@code logs}); framed by the caller per stream
     */
    Attached attach(
            String tenant,
            String nameOrId,
            @Nullable InputStream stdin,
            boolean logs,
            boolean stream,
            OutputSink out,
            @Nullable String detachKeys);

    /** Processes of the container as ps(1) columns; {@code psArguments} "" = {@code -ef}. */
    Processes top(String tenant, String nameOrId, String psArguments);

    /** Commits the container's changes to a new image; returns its id. */
    String commit(String tenant, String nameOrId, CommitRequest request);

    /** What the container has written to its own layer, in bytes of the disk. */
    long writtenBytes(String tenant, String nameOrId);

    /** Writes the whole file system as tar. */
    void export(String tenant, String nameOrId, OutputStream out);

    /** What the container changed in its image's files, by path. */
    List<FileChange> changes(String tenant, String nameOrId);

    /** What is mounted in it, volumes with their folders. */
    List<MountPoint> mounts(String tenant, String nameOrId);

    /** Its health while it runs; empty without a health check. */
    Optional<HealthReport> health(String tenant, String nameOrId);

    /** Receives output; must not block for ever: a slow receiver is cut off after its bound. */
    interface OutputSink {
        /** @param stream 1 stdout, 2 stderr */
        void write(int stream, byte[] bytes, int offset, int length) throws java.io.IOException;
    }

    /** A connection made by {@link #attach}. */
    interface Attached extends AutoCloseable {
        /** Completes when output has ended or the client detached. */
        CompletableFuture<Void> done();

        @Override
        void close();
    }

    record Processes(List<String> titles, List<List<String>> rows) {}
}
