package dev.slipway.host.tenant;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.spec.IdRange;
import dev.slipway.host.store.StateFile;
import dev.slipway.host.store.StateFile.Durability;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@link Tenants} in one state file. Each tenant gets the next index for ever, and with it 65,536 host ids of the
 * engine's slab: files on disk carry those ids, so an index is never given to somebody else.
 */
public final class EngineTenants implements Tenants {
    static final String FILE = "tenants.json";

    /** The same again: without it, files on disk would belong to nobody or, worse, to somebody else. */
    private static final String COPY = "tenants-copy.json";

    /** Ids per tenant: the whole range that images expect. */
    private static final long IDS_PER_TENANT = 65_536;
    /** Tenants an engine can tell apart: what fits in its slab of 2^26 ids. */
    private static final int MAX_TENANTS = (int) (Slabs.IDS_PER_SLAB / IDS_PER_TENANT);

    private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,64}");

    private final StateFile<State> file;
    private final StateFile<State> copy;
    private final int slab;
    private final Map<String, Integer> indexes = new LinkedHashMap<>();
    private final Tenant operator;

    /** The document on disk. */
    record State(int slab, Map<String, Integer> tenants) {}

    /**
     * Reads the tenants of {@code engine}, or starts with none and a free slab.
     *
     * @throws EngineException CONFLICT when another engine of this host holds the slab that this one's files use
     */
    public EngineTenants(String engine, Path stateDir) {
        this(engine, stateDir, new Slabs());
    }

    EngineTenants(String engine, Path stateDir, Slabs slabs) {
        file = new StateFile<>(stateDir.resolve(FILE), State.class, Durability.POWER);
        copy = new StateFile<>(stateDir.resolve(COPY), State.class, Durability.POWER);
        State state = read();
        indexes.putAll(state.tenants());
        // The document is written while the registry is locked: an entry without a document counts as abandoned.
        slab = slabs.register(engine, file.path(), state.slab(), taken -> keep(state, new State(taken, indexes)));
        operator = tenant("", 0);
    }

    /** With both documents damaged the engine must not start: it would give one tenant's ids to another. */
    private State read() {
        Optional<State> state = file.isSetAside() ? Optional.empty() : file.readOrSetAside();
        if (state.isEmpty() && file.isSetAside()) {
            return copy.read()
                    .orElseThrow(() -> EngineException.internal(
                            "state '" + file.path() + "' is damaged and so is its copy: restore one of them", null));
        }
        return state.orElse(new State(0, Map.of()));
    }

    /** Writes only what is new: an engine must also start on a full disk. */
    private void keep(State before, State now) {
        if (!now.equals(before) || copy.read().isEmpty()) {
            write(now);
        }
    }

    /** The copy second: whichever of them a sudden end leaves whole says no less than was promised to anybody. */
    private void write(State state) {
        file.write(state);
        copy.write(state);
    }

    /** The engine's slab of host ids, 1…60; subnets and bridge names derive from it too. */
    public int slab() {
        return slab;
    }

    @Override
    public Tenant operator() {
        return operator;
    }

    @Override
    public synchronized Tenant of(String id) {
        if (id.isEmpty()) {
            return operator;
        }
        Integer index = indexes.get(id);
        return tenant(id, index != null ? index : admit(id));
    }

    private int admit(String id) {
        if (!ID.matcher(id).matches()) {
            throw EngineException.invalid(
                    "invalid tenant '" + id + "': use 1 to 64 lower-case letters, digits and hyphens");
        }
        int index = indexes.size() + 1;
        if (index >= MAX_TENANTS) {
            throw new EngineException(
                    ErrorKind.UNAVAILABLE,
                    "cannot admit tenant '" + id + "': this engine has given out all " + MAX_TENANTS
                            + " id ranges; use another host");
        }
        Map<String, Integer> next = new LinkedHashMap<>(indexes);
        next.put(id, index);
        write(new State(slab, next));
        indexes.put(id, index);
        return index;
    }

    private Tenant tenant(String id, int index) {
        long base = slab * Slabs.IDS_PER_SLAB + index * IDS_PER_TENANT;
        return new Tenant(id, index, new IdRange(base, IDS_PER_TENANT));
    }
}
