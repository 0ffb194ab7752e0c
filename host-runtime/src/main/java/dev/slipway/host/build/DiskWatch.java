package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.linux.TreeUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Looks while a step runs at what it has written, and at the host's disk.
 *
 * <p>Asking a file system for its free space costs nothing, walking a tree does: so the trees are walked only once the disk has
 * lost half of what the step may write since the last look, or after a while. A step also ends when the disk gets full,
 * whoever filled it: files without a name are in no tree.
 */
final class DiskWatch {
    /** A walk is repeated without cause after so many looks. */
    private static final int QUIET_LOOKS = 120;

    /** The disk counts as full with less than this free, */
    private static final long LEAST_FREE = 512L << 20;

    /** or, on a small one, with less than this part of it. */
    private static final long LEAST_PART = 50;

    private final FileStore disk;
    private final Path place;
    private final List<Path> trees;
    private final long limit;
    private final long full;
    private long freeAtLook;
    private int looks;

    /**
     * @param place on the disk that is looked at
     * @param trees what the step writes to
     * @param limit bytes of them together
     */
    DiskWatch(Path place, List<Path> trees, long limit) {
        this.place = place;
        this.trees = List.copyOf(trees);
        this.limit = limit;
        try {
            this.disk = Files.getFileStore(place);
            this.full = Math.min(LEAST_FREE, disk.getTotalSpace() / LEAST_PART);
            this.freeAtLook = disk.getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at the disk of '" + place + "'", e);
        }
    }

    /** What is wrong, if something is. */
    Optional<EngineException> look() {
        long free = free();
        if (free < full) {
            return Optional.of(new EngineException(
                    ErrorKind.UNAVAILABLE, "the disk of this host is nearly full: make room, then build again"));
        }
        if (freeAtLook - free < limit / 2 && ++looks < QUIET_LOOKS) {
            return Optional.empty();
        }
        looks = 0;
        freeAtLook = free;
        long used = trees.stream().mapToLong(TreeUse::bytes).sum();
        return used > limit ? Optional.of(exceeded(limit)) : Optional.empty();
    }

    private long free() {
        try {
            return disk.getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at the disk of '" + place + "'", e);
        }
    }

    static EngineException exceeded(long limit) {
        return EngineException.invalid("more than " + (limit >> 20)
                + " MiB were written, which is the limit; remove in the same step what the image does not need");
    }
}
