package dev.slipway.host.main;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Ids;
import dev.slipway.host.store.StateFile;
import dev.slipway.host.volume.Volumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Volumes as plain folders, until the volume room has its own. Not filled from images. */
final class PlainVolumes implements Volumes {
    private final Path root;
    private final StateFile<State> file;
    private final Map<String, Volume> all = new TreeMap<>();
    private final Map<String, Set<String>> users = new TreeMap<>();
    private final Ids ids = new Ids();

    record State(List<Volume> volumes) {}

    PlainVolumes(Path root) {
        this.root = root;
        this.file = new StateFile<>(root.resolve("volumes.json"), State.class);
        file.read().ifPresent(state -> state.volumes().forEach(v -> all.put(key(v.tenant(), v.name()), v)));
    }

    private static String key(String tenant, String name) {
        return tenant + "/" + name;
    }

    @Override
    public synchronized Volume ensure(String tenant, String wanted, Map<String, String> labels) {
        String name = wanted.isEmpty() ? ids.next() : wanted;
        return find(tenant, name).orElseGet(() -> make(tenant, name, wanted.isEmpty(), labels));
    }

    private Volume make(String tenant, String name, boolean anonymous, Map<String, String> labels) {
        if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}")) {
            throw EngineException.invalid("invalid volume name '" + name + "': letters, digits, '_', '.' and '-' only");
        }
        try {
            Path data = Files.createDirectories(root.resolve(ids.next()));
            String now =
                    Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).toString();
            Volume volume = new Volume(tenant, name, anonymous, data, now, labels);
            all.put(key(tenant, name), volume);
            file.write(new State(List.copyOf(all.values())));
            return volume;
        } catch (IOException e) {
            throw EngineException.internal("cannot make volume '" + name + "': " + e, e);
        }
    }

    @Override
    public synchronized Optional<Volume> find(String tenant, String name) {
        return Optional.ofNullable(all.get(key(tenant, name)));
    }

    @Override
    public Volume require(String tenant, String name) {
        return find(tenant, name).orElseThrow(() -> EngineException.notFound("get " + name + ": no such volume"));
    }

    @Override
    public synchronized List<Volume> list(String tenant) {
        return all.values().stream()
                .filter(v -> tenant.isEmpty() || v.tenant().equals(tenant))
                .toList();
    }

    @Override
    public void copyUp(Volume volume, List<Path> lower, String target) {
        // Starts empty.
    }

    @Override
    public synchronized void use(String tenant, String name, String containerId) {
        users.computeIfAbsent(key(tenant, name), k -> new HashSet<>()).add(containerId);
    }

    @Override
    public synchronized void unuse(String tenant, String name, String containerId) {
        users.getOrDefault(key(tenant, name), new HashSet<>()).remove(containerId);
    }

    @Override
    public synchronized void remove(String tenant, String name, boolean force) {
        Optional<Volume> volume = find(tenant, name);
        if (volume.isEmpty() && force) {
            return;
        }
        Set<String> by = users.getOrDefault(key(tenant, name), Set.of());
        if (!by.isEmpty()) {
            throw EngineException.conflict("remove " + name + ": volume is in use - " + by);
        }
        delete(require(tenant, name).data());
        all.remove(key(tenant, name));
        file.write(new State(List.copyOf(all.values())));
    }

    private static void delete(Path root) {
        try (var files = Files.walk(root)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw EngineException.internal("cannot delete '" + root + "': " + e, e);
        }
    }
}
