package dev.slipway.host.logs;

import dev.slipway.host.linux.Fd;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The logs of all containers, one folder each, and the pump that fills them. */
public final class ContainerLogs implements AutoCloseable {
    private final Map<String, SegmentedLog> logs = new ConcurrentHashMap<>();
    private final Path root;
    private final Clock clock;
    private final Pump pump = new Pump();

    /** @param root folder for the folders, made when needed */
    public ContainerLogs(Path root) {
        this(root, Clock.systemUTC());
    }

    ContainerLogs(Path root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    /** The log of container {@code id}. Touches no file; the policy counts at first sight. */
    public ContainerLog log(String id, LogPolicy policy) {
        return open(id, policy);
    }

    /**
     * Begins to take a process's output. The descriptors stay the caller's, to be closed after the capture.
     *
     * @param stderr null for a terminal
     */
    public Capture capture(String id, LogPolicy policy, FanOut clients, Fd stdout, @Nullable Fd stderr, boolean tty) {
        Capture capture = new Capture(policy.keep() ? open(id, policy) : null, clients, tty);
        capture.begin(pump, stdout, stderr);
        return capture;
    }

    /** Like {@link #capture} for output that only attached clients get. */
    public Capture forward(FanOut clients, Fd stdout, @Nullable Fd stderr, boolean tty) {
        Capture capture = new Capture(null, clients, tty);
        capture.begin(pump, stdout, stderr);
        return capture;
    }

    /** Serves other streams of containers on the same thread. */
    public Pump pump() {
        return pump;
    }

    /** Deletes a container's log; who reads it now reads to its end. */
    public void remove(String id) {
        SegmentedLog log = logs.remove(id);
        if (log != null) {
            log.delete();
        } else {
            new LogFiles(root.resolve(id)).deleteAll();
        }
    }

    /** Deletes logs of containers that are not among {@code ids}. */
    public void sweep(Set<String> ids) {
        String[] found = root.toFile().list();
        for (String id : found == null ? new String[0] : found) {
            if (!ids.contains(id)) {
                remove(id);
            }
        }
    }

    /** Stops; bytes in pipes stay there for the next engine. Followers end. */
    @Override
    public void close() {
        pump.close();
        logs.values().forEach(SegmentedLog::suspend);
    }

    private SegmentedLog open(String id, LogPolicy policy) {
        return logs.computeIfAbsent(id, i -> new SegmentedLog(new LogFiles(root.resolve(i)), policy, clock));
    }
}
