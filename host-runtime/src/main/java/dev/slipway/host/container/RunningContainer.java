package dev.slipway.host.container;

import dev.slipway.host.cgroup.Cgroup;
import dev.slipway.host.logs.Capture;
import dev.slipway.host.network.Attachment;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.start.Running;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What exists only while a container runs.
 *
 * @param first its first process
 * @param input that process's
 * @param spec what it was made from; exec needs it
 * @param attachment its place in a network, or null
 */
public record RunningContainer(
        Running first,
        InputPort input,
        ContainerSpec spec,
        Cgroup cgroup,
        Capture capture,
        @Nullable Attachment attachment,
        Instant startedAt) {}
