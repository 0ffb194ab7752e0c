package dev.slipway.host.api.containers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.api.system.Host;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.cgroup.Cgroups;
import dev.slipway.host.cgroup.Usage;
import dev.slipway.host.container.Container;
import dev.slipway.host.container.Containers;
import dev.slipway.host.linux.SmallFile;
import dev.slipway.host.network.Networks;
import dev.slipway.host.tenant.Tenants;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code docker stats}: a sample each second, with the one before it, as clients compute rates from the pair. */
public final class StatsResource implements Resource {
    /** proc(5) counts processor time in hundredths of a second on every architecture served. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private static final int CPU_FIELDS = 8;
    private static final long SAMPLE_MILLIS = 1000;

    private final Containers containers;
    private final Tenants tenants;
    private final Cgroups cgroups;
    private final Networks networks;
    private final Clock clock;

    public StatsResource(Containers containers, Tenants tenants, Cgroups cgroups, Networks networks, Clock clock) {
        this.containers = containers;
        this.tenants = tenants;
        this.cgroups = cgroups;
        this.networks = networks;
        this.clock = clock;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/containers/{id}/stats", this::stats);
    }

    private record Sample(Instant at, Usage usage, long systemNanos) {}

    private static final Usage NO_USE = new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private void stats(Call call) throws Exception {
        Container container = containers.require(call.tenant(), call.variable("id"));
        Sample before = new Sample(Instant.EPOCH, NO_USE, 0);
        Sample now = sample(container);
        if (!call.query().flag("stream", true)) {
            if (!call.query().flag("one-shot") && !goneWithinASecond(call)) {
                before = now;
                now = sample(container);
            }
            call.reply(200, document(container, before, now));
            return;
        }
        try (OutputStream out = call.exchange().stream(200, "application/json")) {
            do {
                out.write((Json.write(document(container, before, now)) + "\n").getBytes(StandardCharsets.UTF_8));
                before = now;
                if (goneWithinASecond(call)) {
                    return;
                }
                now = sample(container);
            } while (exists(call, container));
        }
    }

    private static boolean goneWithinASecond(Call call) throws InterruptedException {
        try {
            var unused = call.exchange().gone().get(SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException stillThere) {
            return false;
        }
    }

    private boolean exists(Call call, Container container) {
        try {
            containers.require(call.tenant(), container.id());
            return true;
        } catch (EngineException e) {
            return false;
        }
    }

    private Sample sample(Container container) {
        String parent = tenants.of(container.tenant()).cgroupParent();
        Usage usage = cgroups.usage(parent, container.id()).orElse(NO_USE);
        return new Sample(clock.instant(), usage, systemNanos());
    }

    /** Time all processors have spent, busy and idle. */
    private static long systemNanos() {
        String[] fields = SmallFile.read("/proc/stat").split("\n", 2)[0].split(" +");
        long ticks = 0;
        for (int i = 1; i <= CPU_FIELDS && i < fields.length; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks * NANOS_PER_TICK;
    }

    private ObjectNode document(Container container, Sample before, Sample now) {
        return Documents.object()
                .put("id", container.id())
                .put("name", "/" + container.name())
                .put("read", Documents.time(now.at()))
                .put("preread", before.usage().equals(NO_USE) ? Documents.NEVER : Documents.time(before.at()))
                .putPOJO("pids_stats", Map.of("current", now.usage().pids()))
                .putPOJO("blkio_stats", Map.of("io_service_bytes_recursive", io(container)))
                .put("num_procs", 0)
                .putPOJO("storage_stats", Map.of())
                .putPOJO("cpu_stats", cpu(now))
                .putPOJO("precpu_stats", cpu(before))
                .putPOJO("memory_stats", memory(now.usage()))
                .putPOJO("networks", traffic(container));
    }

    private List<ObjectNode> io(Container container) {
        String parent = tenants.of(container.tenant()).cgroupParent();
        return cgroups.io(parent, container.id()).stream()
                .map(counted -> {
                    String[] device = counted.device().split(":");
                    return Documents.object()
                            .put("major", Integer.parseInt(device[0]))
                            .put("minor", Integer.parseInt(device[1]))
                            .put("op", counted.operation())
                            .put("value", counted.bytes());
                })
                .toList();
    }

    private Map<String, ObjectNode> traffic(Container container) {
        return networks.traffic(container.id())
                .map(counts -> Map.of(
                        "eth0",
                        Documents.object()
                                .put("rx_bytes", counts.receivedBytes())
                                .put("rx_packets", counts.receivedPackets())
                                .put("rx_errors", counts.receiveErrors())
                                .put("rx_dropped", counts.receiveDropped())
                                .put("tx_bytes", counts.sentBytes())
                                .put("tx_packets", counts.sentPackets())
                                .put("tx_errors", counts.sendErrors())
                                .put("tx_dropped", counts.sendDropped())))
                .orElse(Map.of());
    }

    private static ObjectNode cpu(Sample sample) {
        Usage usage = sample.usage();
        return Documents.object()
                .putPOJO(
                        "cpu_usage",
                        Documents.object()
                                .put("total_usage", usage.cpuNanos())
                                .put("usage_in_usermode", usage.cpuUserNanos())
                                .put("usage_in_kernelmode", usage.cpuSystemNanos()))
                .put("system_cpu_usage", sample.systemNanos())
                .put("online_cpus", Runtime.getRuntime().availableProcessors())
                .putPOJO(
                        "throttling_data",
                        Documents.object()
                                .put("periods", 0)
                                .put("throttled_periods", usage.throttledPeriods())
                                .put("throttled_time", usage.throttledNanos()));
    }

    /** A kernel that counts no memory names no limit. */
    private static long limit(Usage usage) {
        return usage.memoryLimitBytes() > 0 ? usage.memoryLimitBytes() : new Host().memoryBytes();
    }

    private static ObjectNode memory(Usage usage) {
        if (usage.equals(NO_USE)) {
            return Documents.object();
        }
        return Documents.object()
                .put("usage", usage.memoryBytes())
                .put("max_usage", usage.memoryMaxBytes())
                .put("limit", limit(usage))
                // Both names: clients subtract the page cache by the one that their cgroup version has.
                .putPOJO(
                        "stats",
                        Map.of(
                                "total_inactive_file", usage.memoryInactiveFileBytes(),
                                "inactive_file", usage.memoryInactiveFileBytes()));
    }
}
