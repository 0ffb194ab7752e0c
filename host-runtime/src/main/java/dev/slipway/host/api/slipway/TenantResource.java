package dev.slipway.host.api.slipway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.cgroup.Cgroups;
import dev.slipway.host.cgroup.Tally;
import dev.slipway.host.container.Container;
import dev.slipway.host.container.Containers;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.library.Library;
import dev.slipway.host.linux.TreeUse;
import dev.slipway.host.network.Networks;
import dev.slipway.host.spec.Limits;
import dev.slipway.host.tenant.TenantLimits;
import dev.slipway.host.tenant.TenantLimits.Ceiling;
import dev.slipway.host.tenant.Tenants;
import dev.slipway.host.volume.Volumes;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * A tenant as a whole: what all its processes together may use, held by the control group above its containers and builds, and
 * what they have used; the operator gets it of all tenants. Counters only grow while the host runs; the tenant's own outlive its containers.
 */
public final class TenantResource implements Resource {
    private static final Set<String> FIELDS = Set.of("memoryBytes", "nanoCpus", "pids", "diskBytes");
    private static final long UNREACHABLE_MEMORY = 1L << 50;
    private static final long UNREACHABLE_CPUS = 4096L * 1_000_000_000;

    /** The most processes a kernel of 64 bits can have. */
    private static final long UNREACHABLE_PIDS = 4_194_304;

    private static final Networks.Traffic NOTHING_SENT = new Networks.Traffic(0, 0, 0, 0, 0, 0, 0, 0);

    private static final int OK = 200;
    private static final int NO_CONTENT = 204;

    private final Containers containers;
    private final Tenants tenants;
    private final TenantLimits limits;
    private final Cgroups cgroups;
    private final Networks networks;
    private final Library library;
    private final Layers layers;
    private final Volumes volumes;

    public TenantResource(
            Containers containers,
            Tenants tenants,
            TenantLimits limits,
            Cgroups cgroups,
            Networks networks,
            Library library,
            Layers layers,
            Volumes volumes) {
        this.containers = containers;
        this.tenants = tenants;
        this.limits = limits;
        this.cgroups = cgroups;
        this.networks = networks;
        this.library = library;
        this.layers = layers;
        this.volumes = volumes;
    }

    /** Puts back what was decided before the engine, or the host, was started again. */
    public void applyAll() {
        limits.all().forEach(this::apply);
    }

    @Override
    public void register(Routes routes) {
        routes.put("/slipway/v1/limits", this::limit).get("/slipway/v1/usage", this::usage);
    }

    private void limit(Call call) throws IOException {
        ObjectNode body = call.json();
        body.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                throw EngineException.invalid("unknown field '" + name + "': leave it out");
            }
        });
        if (call.operator()) {
            throw EngineException.invalid("limits are a tenant's: name one, the operator has none");
        }
        Ceiling ceiling = new Ceiling(
                number(body, "memoryBytes"), number(body, "nanoCpus"), number(body, "pids"), number(body, "diskBytes"));
        apply(call.tenant(), ceiling);
        limits.put(call.tenant(), ceiling);
        call.done(NO_CONTENT);
    }

    private void apply(String tenant, Ceiling ceiling) {
        long memory = orUnreachable(ceiling.memoryBytes(), UNREACHABLE_MEMORY);
        long cpus = orUnreachable(ceiling.nanoCpus(), UNREACHABLE_CPUS);
        long pids = orUnreachable(ceiling.pids(), UNREACHABLE_PIDS);
        // Memory and swap together are as much as memory: a tenant at its limit must not fill the host's swap.
        cgroups.limit(tenants.of(tenant).cgroupParent(), new Limits(memory, memory, 0, cpus, 0, "", pids));
    }

    /** A limit that was taken away must be written too, or the one before would stay. */
    private static long orUnreachable(long limit, long none) {
        return limit == 0 ? none : limit;
    }

    private static long number(ObjectNode body, String name) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw EngineException.invalid("invalid field '" + name + "': must be a whole number, 0 for no limit");
        }
        return value.longValue();
    }

    private void usage(Call call) throws IOException {
        String group = call.operator() ? "" : tenants.of(call.tenant()).cgroupParent();
        Tally all = cgroups.tally("", group).orElse(Tally.NONE);
        Map<String, Networks.Traffic> traffic = networks.traffic();
        ObjectNode document = Documents.object()
                .put("cpuNanos", all.cpuNanos())
                .put("memoryBytes", all.memoryBytes())
                .put("pids", all.pids())
                .putPOJO(
                        "containers",
                        containers.list(call.tenant()).stream()
                                .map(container -> use(container, traffic.getOrDefault(container.id(), NOTHING_SENT)))
                                .toList());
        if (call.query().flag("disk")) {
            document.put("diskBytes", diskBytes(call.tenant()));
        }
        call.reply(OK, document);
    }

    private ObjectNode use(Container container, Networks.Traffic traffic) {
        String group = tenants.of(container.tenant()).cgroupParent();
        Tally now = cgroups.tally(group, container.id()).orElse(Tally.NONE);
        return Documents.object()
                .put("id", container.id())
                .put("cpuNanos", now.cpuNanos())
                .put("memoryBytes", now.memoryBytes())
                .put("sentBytes", traffic.sentBytes())
                .put("receivedBytes", traffic.receivedBytes());
    }

    /** Layers that several tenants share count for each of them: what one has must not depend on what others have. */
    private long diskBytes(String tenant) {
        long images = library.list(tenant).stream()
                .flatMap(image -> image.config().rootfs().diffIds().stream())
                .distinct()
                .filter(layers::has)
                .mapToLong(layers::diskBytes)
                .sum();
        long written = containers.list(tenant).stream()
                .mapToLong(container -> containers.writtenBytes(tenant, container.id()))
                .sum();
        long kept = volumes.list(tenant).stream()
                .mapToLong(volume -> TreeUse.bytes(volume.data()))
                .sum();
        return images + written + kept;
    }
}
