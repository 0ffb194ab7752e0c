package dev.slipway.host.tenant;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.store.StateFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * Which engine of this host owns which slab of 2^26 host ids. Engines know nothing else of each other, so the registry
 * is a file under a lock that all of them use. It is on tmpfs: after a boot every engine claims again the slab its own
 * state names.
 */
final class Slabs {
    /** Host ids per slab; slab s owns [s·2^26, (s+1)·2^26), all of them far above the host's own users. */
    static final long IDS_PER_SLAB = 1L << 26;
    /** Slabs 1…60; above lie ids that systemd and the kernel treat specially. */
    static final int COUNT = 60;

    /** A file lock is held by the process, so threads of one JVM need a lock of their own. */
    private static final ReentrantLock IN_PROCESS = new ReentrantLock();

    private final Path folder;

    /** Who holds a slab, and the state file that says so; an owner whose file is gone is gone. */
    record Owner(String engine, String state) {}

    /** The document: slab to owner. */
    record Registry(Map<Integer, Owner> owners) {}

    Slabs() {
        this(Path.of("/run/slipway-slabs"));
    }

    Slabs(Path folder) {
        this.folder = folder;
    }

    /**
     * Claims {@code wanted}, or a free slab when {@code wanted} is 0.
     *
     * @param state the state file that keeps the claim durable
     * @param keep writes that file, called with the slab before the registry is unlocked
     */
    int register(String engine, Path state, int wanted, IntConsumer keep) {
        IN_PROCESS.lock();
        try {
            Files.createDirectories(folder);
            try (FileChannel lock = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = lock.lock()) {
                assert held.isValid();
                return registerLocked(new Owner(engine, state.toAbsolutePath().toString()), wanted, keep);
            }
        } catch (IOException e) {
            throw EngineException.internal("cannot lock the registry of id slabs in '" + folder + "': " + e, e);
        } finally {
            IN_PROCESS.unlock();
        }
    }

    private int registerLocked(Owner owner, int wanted, IntConsumer keep) {
        StateFile<Registry> file = new StateFile<>(folder.resolve("slabs.json"), Registry.class);
        Map<Integer, Owner> owners =
                new TreeMap<>(file.read().orElse(new Registry(Map.of())).owners());
        owners.values().removeIf(other -> !other.equals(owner) && !Files.exists(Path.of(other.state())));
        int slab = wanted == 0 ? free(owner, owners) : wanted;
        Owner holder = owners.putIfAbsent(slab, owner);
        if (holder != null && !holder.equals(owner)) {
            throw EngineException.conflict("cannot start engine '" + owner.engine() + "': its id slab " + slab
                    + " is held by engine '" + holder.engine() + "' with state '" + holder.state()
                    + "'; run one of them on another host, or remove the data of one");
        }
        keep.accept(slab);
        file.write(new Registry(owners));
        return slab;
    }

    /** A slab that depends on the engine's name, so that after a boot the order of starting rarely matters. */
    private static int free(Owner owner, Map<Integer, Owner> owners) {
        int first = owner.engine().equals("slipway")
                ? 0
                : Math.floorMod(owner.engine().hashCode(), COUNT);
        for (int step = 0; step < COUNT; step++) {
            int slab = 1 + (first + step) % COUNT;
            if (!owners.containsKey(slab) || owner.equals(owners.get(slab))) {
                return slab;
            }
        }
        throw EngineException.conflict("cannot start engine '" + owner.engine() + "': all " + COUNT
                + " id slabs of this host are held by other engines; remove the data of one");
    }
}
