package dev.slipway.host.volume;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Ids;
import dev.slipway.host.base.Step;
import dev.slipway.host.events.Events;
import dev.slipway.host.layer.TreeCopy;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.TreeRemoval;
import dev.slipway.host.mount.LayerView;
import dev.slipway.host.store.StateFile;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Volumes on this host's disk; the only class that knows where:
 *
 * <pre>
 * ID/volume.json   whose it is and its name
 * ID/data          what containers see
 * ID/…             a filling in progress; removed at the next one
 * </pre>
 *
 * <p>The folders' names are made here, so no tenant's text becomes a path.
 */
public final class LocalVolumes implements Volumes {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    private static final System.Logger LOG = System.getLogger("slipway.volumes");
    private static final String DATA = "data";
    private static final String FILLING = "filling";
    private static final String EMPTY = "empty";
    private static final String DOCUMENT = "volume.json";
    private static final int OWNER_ONLY = 0700;
    private static final int FOR_ALL = 0755;

    private final Events events;
    private final Path root;
    private final DirFd folder;
    private final Clock clock;
    private final Ids ids = new Ids();
    private final Map<Key, Stored> all = new TreeMap<>();
    private final Map<Key, Set<String>> users = new TreeMap<>();

    private record Key(String tenant, String name) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byTenant = tenant.compareTo(other.tenant);
            return byTenant != 0 ? byTenant : name.compareTo(other.name);
        }
    }

    /** What is in {@code volume.json}. */
    private record Document(
            String tenant, String name, boolean anonymous, String createdAt, Map<String, String> labels) {}

    private record Stored(String id, Volume volume) {}

    public LocalVolumes(Path root, Events events) {
        this(root, events, Clock.systemUTC());
    }

    LocalVolumes(Path root, Events events, Clock clock) {
        this.events = events;
        this.root = root.toAbsolutePath();
        this.clock = clock;
        try {
            Files.createDirectories(this.root);
        } catch (IOException e) {
            throw EngineException.internal("cannot make the folder '" + root + "': " + e, e);
        }
        this.folder = DirFd.open(this.root);
        folder.chmod(OWNER_ONLY);
        folder.names().forEach(this::read);
    }

    /** A folder without a document was being made or removed when the engine ended. */
    private void read(String id) {
        if (!ID.matcher(id).matches()) {
            return;
        }
        Optional<Document> document = document(id).readOrSetAside();
        if (document.isEmpty()) {
            if (document(id).isSetAside()) {
                LOG.log(
                        Level.WARNING,
                        "the volume in ''{0}'' has a damaged record: it is not served",
                        root.resolve(id));
                return;
            }
            TreeRemoval.remove(folder, id);
            return;
        }
        keep(id, document.get());
    }

    private StateFile<Document> document(String id) {
        return new StateFile<>(root.resolve(id).resolve(DOCUMENT), Document.class, StateFile.Durability.POWER);
    }

    private Volume keep(String id, Document document) {
        Volume volume = new Volume(
                document.tenant(),
                document.name(),
                document.anonymous(),
                root.resolve(id).resolve(DATA),
                document.createdAt(),
                document.labels());
        all.put(new Key(document.tenant(), document.name()), new Stored(id, volume));
        return volume;
    }

    @Override
    public synchronized Volume ensure(String tenant, String name, Map<String, String> labels) {
        String chosen = name.isEmpty() ? ids.next() : name;
        if (!NAME.matcher(chosen).matches()) {
            throw EngineException.invalid(
                    "create " + name + ": \"" + name + "\" includes invalid characters for a local"
                            + " volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed");
        }
        Stored there = all.get(new Key(tenant, chosen));
        return there == null ? make(tenant, chosen, name.isEmpty(), labels) : there.volume();
    }

    @Override
    public synchronized Volume anonymous(String tenant, String name) {
        return make(tenant, name, true, Map.of());
    }

    private Volume make(String tenant, String name, boolean anonymous, Map<String, String> labels) {
        String id = ids.next();
        Step.before("volume: make the folder");
        folder.mkdir(id, OWNER_ONLY);
        try (DirFd own = folder.beneath(id)) {
            own.mkdir(DATA, FOR_ALL);
            own.chmod(DATA, FOR_ALL);
        }
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        Document document = new Document(tenant, name, anonymous, now, Map.copyOf(labels));
        Step.before("volume: write the record");
        document(id).write(document);
        publish("create", tenant, name);
        return keep(id, document);
    }

    private void publish(String action, String tenant, String name) {
        events.publish(Events.Event.now("volume", action, name, tenant, Map.of("driver", "local")));
    }

    @Override
    public synchronized Optional<Volume> find(String tenant, String name) {
        return Optional.ofNullable(all.get(new Key(tenant, name))).map(Stored::volume);
    }

    @Override
    public Volume require(String tenant, String name) {
        return find(tenant, name).orElseThrow(() -> EngineException.notFound("get " + name + ": no such volume"));
    }

    @Override
    public synchronized List<Volume> list(String tenant) {
        return all.values().stream()
                .map(Stored::volume)
                .filter(volume -> tenant.isEmpty() || volume.tenant().equals(tenant))
                .toList();
    }

    /** Filled beside the volume and put into its place at once, so that a half-filled one is never taken for used. */
    @Override
    public synchronized void copyUp(Volume volume, List<Path> lower, String target) {
        Stored stored = all.get(new Key(volume.tenant(), volume.name()));
        if (stored == null || lower.isEmpty()) {
            return;
        }
        try (DirFd own = folder.beneath(stored.id())) {
            if (!isEmpty(own)) {
                return;
            }
            TreeRemoval.remove(own, FILLING);
            TreeRemoval.remove(own, EMPTY);
            own.mkdir(EMPTY, OWNER_ONLY);
            own.mkdir(FILLING, FOR_ALL);
            own.chmod(FILLING, FOR_ALL);
            try (Fd view = LayerView.mount(lower, root.resolve(stored.id()).resolve(EMPTY))) {
                fill(view, target, own, stored);
            }
            own.rename(FILLING, own, DATA);
            own.rmdir(EMPTY);
        }
    }

    private static boolean isEmpty(DirFd own) {
        try (DirFd data = own.beneath(DATA)) {
            return data.names(1).isEmpty();
        }
    }

    private void fill(Fd view, String target, DirFd own, Stored stored) {
        String relative = target.replaceAll("^/+|/+$", "");
        DirFd image = DirFd.borrowed(view);
        try (DirFd from = image.inRoot(relative);
                DirFd into = own.beneath(FILLING)) {
            TreeCopy.copy(from, into, root.resolve(stored.id()));
        } catch (KernelException e) {
            // The image has nothing there, or a file: the volume starts empty.
            if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENOTDIR && e.errno() != Errno.ELOOP) {
                throw e;
            }
        }
    }

    @Override
    public synchronized void use(String tenant, String name, String containerId) {
        users.computeIfAbsent(new Key(tenant, name), key -> new TreeSet<>()).add(containerId);
    }

    @Override
    public synchronized void unuse(String tenant, String name, String containerId) {
        users.computeIfPresent(new Key(tenant, name), (key, by) -> {
            by.remove(containerId);
            return by.isEmpty() ? null : by;
        });
    }

    @Override
    public synchronized Set<String> users(String tenant, String name) {
        return Set.copyOf(users.getOrDefault(new Key(tenant, name), Set.of()));
    }

    @Override
    public synchronized void remove(String tenant, String name, boolean force) {
        Key key = new Key(tenant, name);
        Stored stored = all.get(key);
        if (stored == null) {
            if (force) {
                return;
            }
            throw EngineException.notFound("get " + name + ": no such volume");
        }
        Set<String> by = users.getOrDefault(key, Set.of());
        if (!by.isEmpty()) {
            throw EngineException.conflict("remove " + name + ": volume is in use - " + by);
        }
        Step.before("volume: delete the record");
        document(stored.id()).delete();
        all.remove(key);
        Step.before("volume: delete the files");
        TreeRemoval.remove(folder, stored.id());
        publish("destroy", tenant, name);
    }
}
