package dev.slipway.host.tenant;

import dev.slipway.host.store.StateFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What each tenant may use of this host altogether, durable; a tenant that is not here is bounded by its containers' limits. */
public final class TenantLimits {
    private final StateFile<State> file;
    private final Map<String, Ceiling> ceilings = new LinkedHashMap<>();

    /**
     * Upper bounds of all processes of one tenant together; 0 = none.
     *
     * @param memoryBytes without swap beside it
     * @param nanoCpus 1e9 = one processor
     * @param pids processes and threads
     * @param diskBytes what each container made from now on may write into its own files, when the engine's own bound is above
     */
    public record Ceiling(long memoryBytes, long nanoCpus, long pids, long diskBytes) {
        static final Ceiling NONE = new Ceiling(0, 0, 0, 0);
    }

    /** The document on disk. */
    record State(Map<String, Ceiling> ceilings) {}

    public TenantLimits(Path stateDir) {
        file = new StateFile<>(stateDir.resolve("tenant-limits.json"), State.class);
        ceilings.putAll(file.readOrSetAside().orElse(new State(Map.of())).ceilings());
    }

    /** All of them, by tenant. */
    public synchronized Map<String, Ceiling> all() {
        return Map.copyOf(ceilings);
    }

    /** One tenant's. */
    public synchronized Ceiling of(String tenant) {
        return ceilings.getOrDefault(tenant, Ceiling.NONE);
    }

    /** Remembers a tenant's. */
    public synchronized void put(String tenant, Ceiling ceiling) {
        if (!ceiling.equals(ceilings.put(tenant, ceiling))) {
            file.write(new State(Map.copyOf(ceilings)));
        }
    }
}
