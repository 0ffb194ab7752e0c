package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Ids;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** All containers, by id and by name. Names are a tenant's own; the operator ("") sees everybody's containers. */
final class Roster {
    /** Tries with generated names before a random suffix is taken. */
    private static final int NAME_TRIES = 10;

    private final NavigableMap<String, LiveContainer> byId = new ConcurrentSkipListMap<>();
    private final Map<Name, String> names = new ConcurrentHashMap<>();

    private record Name(String tenant, String name) {}

    /** Takes {@code name} for {@code id}; 409 with Docker's text when another has it. */
    void reserve(String tenant, String name, String id) {
        String holder = names.putIfAbsent(new Name(tenant, name), id);
        if (holder != null && !holder.equals(id)) {
            throw EngineException.conflict("Conflict. The container name \"/" + name
                    + "\" is already in use by container \"" + holder
                    + "\". You have to remove (or rename) that container to be able to reuse that name.");
        }
    }

    /** Takes a generated name. */
    String reserveAny(String tenant, Supplier<String> source, String id) {
        for (int i = 0; i < NAME_TRIES; i++) {
            String name = source.get();
            if (names.putIfAbsent(new Name(tenant, name), id) == null) {
                return name;
            }
        }
        String name = source.get() + "_" + Ids.shortId(id);
        reserve(tenant, name, id);
        return name;
    }

    void release(String tenant, String name, String id) {
        names.remove(new Name(tenant, name), id);
    }

    void add(LiveContainer container) {
        byId.put(container.id(), container);
    }

    void remove(LiveContainer container) {
        byId.remove(container.id());
        release(container.tenant(), container.name(), container.id());
    }

    List<LiveContainer> of(String tenant) {
        return byId.values().stream().filter(c -> sees(tenant, c)).toList();
    }

    Set<String> ids() {
        return Set.copyOf(byId.keySet());
    }

    /** By whole id, of any tenant. */
    Optional<LiveContainer> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** By full id, then name, then unique prefix of an id; 404 {@code No such container: x}. */
    LiveContainer require(String tenant, String nameOrId) {
        LiveContainer exact = byId.get(nameOrId);
        if (exact != null && sees(tenant, exact)) {
            return exact;
        }
        return byName(tenant, nameOrId.startsWith("/") ? nameOrId.substring(1) : nameOrId)
                .orElseGet(() -> byPrefix(tenant, nameOrId));
    }

    private Optional<LiveContainer> byName(String tenant, String name) {
        String id = names.get(new Name(tenant, name));
        if (id != null) {
            return Optional.ofNullable(byId.get(id));
        }
        if (!tenant.isEmpty()) {
            return Optional.empty();
        }
        List<LiveContainer> others =
                byId.values().stream().filter(c -> c.name().equals(name)).toList();
        return others.size() == 1 ? Optional.of(others.getFirst()) : Optional.empty();
    }

    private LiveContainer byPrefix(String tenant, String prefix) {
        List<LiveContainer> found = prefix.isEmpty()
                ? List.of()
                : byId.tailMap(prefix).values().stream()
                        .takeWhile(c -> c.id().startsWith(prefix))
                        .filter(c -> sees(tenant, c))
                        .limit(2)
                        .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        if (found.size() > 1) {
            throw EngineException.invalid("multiple IDs found with provided prefix: " + prefix);
        }
        throw EngineException.notFound("No such container: " + prefix);
    }

    private static boolean sees(String tenant, LiveContainer container) {
        return tenant.isEmpty() || container.tenant().equals(tenant);
    }
}
