package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.build.dockerfile.RunMount;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Stat;
import dev.slipway.host.linux.TreeRemoval;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The folders of {@code RUN --mount=type=cache}, each of one tenant: {@code TENANT/HASH-NUMBER} for the cache whose id has
 * that hash; the number tells those apart that steps use at the same time and privately.
 *
 * <p>Names are hashes and numbers made here, so neither a tenant nor a Dockerfile chooses a path. A folder's time says when it
 * was last used.
 */
final class CacheMounts {
    /** Deeper trees are counted as too large: no cache of a build tool is like that, and counting must end. */
    private static final int DEEPEST = 200;

    private static final long ENDLESS = 1L << 60;
    private static final long BLOCK_BYTES = 512;
    private static final int OWNER_ONLY = 0700;
    private static final int FOLDER_MODE = 0755;
    private static final String OPERATOR = "_";
    private static final String UNFINISHED = "new";

    private final Path root;
    private final Clock clock;
    private final long mostBytes;
    private final Map<String, Use> uses = new HashMap<>();
    private final Set<String> grown = new HashSet<>();

    /** Who uses a folder at the moment. */
    private record Use(int users, boolean locked) {}

    /** @param mostBytes kept per tenant; the least used go first */
    CacheMounts(Path root, Clock clock, long mostBytes) {
        this.root = root;
        this.clock = clock;
        this.mostBytes = mostBytes;
    }

    /** A folder while a step has it. */
    final class Lease implements AutoCloseable {
        private final String place;

        private Lease(String place) {
            this.place = place;
        }

        Path path() {
            return root.resolve(place);
        }

        @Override
        public void close() {
            release(place);
        }
    }

    /**
     * The folder of a cache, made when there is none; waits while a step has it for itself.
     *
     * @param fill puts into a new folder what it starts with
     */
    synchronized Lease take(String tenant, RunMount.Cache cache, Consumer<DirFd> fill) {
        String owner = tenant.isEmpty() ? OPERATOR : tenant;
        String name = owner + "/" + hash(cache.id()) + "-";
        int number = 0;
        while (!isFree(name + number, cache.sharing())) {
            if (cache.sharing() == RunMount.Sharing.PRIVATE) {
                number++;
            } else {
                await();
            }
        }
        String place = name + number;
        make(owner, place, cache.access(), fill);
        Use use = uses.getOrDefault(place, new Use(0, false));
        uses.put(place, new Use(use.users + 1, cache.sharing() == RunMount.Sharing.LOCKED));
        return new Lease(place);
    }

    private boolean isFree(String place, RunMount.Sharing sharing) {
        Use use = uses.get(place);
        return use == null || (sharing == RunMount.Sharing.SHARED && !use.locked);
    }

    private void await() {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Interruption.cancelled(e);
        }
    }

    private static String hash(String id) {
        byte[] digest = CacheKey.sha256().digest(id.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, 16);
    }

    /** Made aside and moved, so that a folder that is there is complete. */
    private void make(String owner, String place, RunMount.Access access, Consumer<DirFd> fill) {
        try (DirFd all = DirFd.open(root)) {
            if (all.find(owner).isEmpty()) {
                all.mkdir(owner, OWNER_ONLY);
            }
            try (DirFd own = all.beneath(owner)) {
                String name = RealPath.name(place);
                if (own.find(name).isPresent()) {
                    return;
                }
                TreeRemoval.remove(own, UNFINISHED);
                own.mkdir(UNFINISHED, OWNER_ONLY);
                try (DirFd folder = own.beneath(UNFINISHED)) {
                    fill.accept(folder);
                }
                own.chown(UNFINISHED, access.uid(), access.gid());
                own.chmod(UNFINISHED, access.mode());
                own.rename(UNFINISHED, own, name);
            }
        }
    }

    private synchronized void release(String place) {
        Use use = uses.getOrDefault(place, new Use(1, false));
        if (use.users == 1) {
            uses.remove(place);
        } else {
            uses.put(place, new Use(use.users - 1, use.locked));
        }
        grown.add(RealPath.parent(place));
        try (DirFd own = DirFd.open(root.resolve(RealPath.parent(place)))) {
            own.touch(RealPath.name(place), clock.instant().getEpochSecond(), 0);
        }
        notifyAll();
    }

    /** One that nobody uses. */
    private record Idle(String name, long usedSeconds, long bytes) {}

    /** Removes the least used beyond the bound, if any was used since the last time: measuring walks through them all. */
    synchronized long bound(String tenant) {
        return grown.remove(tenant.isEmpty() ? OPERATOR : tenant) ? prune(tenant, 0, mostBytes) : 0;
    }

    /**
     * Removes those last used before {@code beforeSeconds}, or, where that is 0, the least used until at most {@code keepBytes}
     * are left.
     *
     * @return the bytes that went
     */
    synchronized long prune(String tenant, long beforeSeconds, long keepBytes) {
        String owner = tenant.isEmpty() ? OPERATOR : tenant;
        try (DirFd all = DirFd.open(root)) {
            if (all.find(owner).isEmpty()) {
                return 0;
            }
            try (DirFd own = all.beneath(owner)) {
                return prune(own, idle(owner, own), beforeSeconds, keepBytes);
            }
        }
    }

    private static long prune(DirFd own, List<Idle> idle, long beforeSeconds, long keepBytes) {
        long left = idle.stream().mapToLong(Idle::bytes).sum();
        long gone = 0;
        for (Idle cache : idle) {
            boolean goes = beforeSeconds > 0 ? cache.usedSeconds < beforeSeconds : left > keepBytes;
            if (goes) {
                TreeRemoval.remove(own, cache.name);
                left -= cache.bytes;
                gone += cache.bytes;
            }
        }
        return gone;
    }

    private List<Idle> idle(String owner, DirFd own) {
        List<Idle> idle = new ArrayList<>();
        for (String name : own.names()) {
            if (!uses.containsKey(owner + "/" + name)) {
                try (DirFd folder = own.beneath(name)) {
                    idle.add(new Idle(name, own.stat(name).mtimeSeconds(), bytes(folder, 0)));
                }
            }
        }
        idle.sort(Comparator.comparingLong(Idle::usedSeconds));
        return idle;
    }

    private static long bytes(DirFd folder, int depth) {
        if (depth == DEEPEST) {
            return ENDLESS;
        }
        long bytes = 0;
        for (String name : folder.names()) {
            Stat stat = folder.stat(name);
            bytes += stat.blocks() * BLOCK_BYTES;
            if (stat.isDirectory()) {
                try (DirFd child = folder.beneath(name)) {
                    bytes += bytes(child, depth + 1);
                }
            }
        }
        return Math.min(bytes, ENDLESS);
    }

    /** What fills a cache that has no source. */
    static Consumer<DirFd> empty() {
        return folder -> folder.chmod(FOLDER_MODE);
    }

    static EngineException missing(String source) {
        return EngineException.invalid("the cache's source '" + source + "' is no folder");
    }
}
