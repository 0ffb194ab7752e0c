package dev.slipway.host.build;

import dev.slipway.host.layer.Layers.Snapshot;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Stat;
import dev.slipway.host.linux.Xattrs;
import dev.slipway.host.spec.IdRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a step's container needs to mount on and the image does not have: made by the start, no work of the command, and so no
 * part of its layer. What the command put there stays.
 */
final class MountStubs {
    /** Where every container has something mounted. */
    private static final List<String> STANDARD =
            List.of("/proc", "/sys", "/dev", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf");

    private static final String OPAQUE = "trusted.overlay.opaque";

    /** Missing ones, inner after outer. */
    private final List<String> missing = new ArrayList<>();

    /** The folders around them, which the making changed, as they were. */
    private final Map<String, Stat> around = new LinkedHashMap<>();

    private MountStubs() {}

    /** Notes what {@code root} lacks of the places. */
    static MountStubs of(DirFd root, List<String> targets) {
        MountStubs stubs = new MountStubs();
        STANDARD.forEach(target -> stubs.note(root, target));
        targets.forEach(target -> stubs.note(root, target));
        return stubs;
    }

    private void note(DirFd root, String target) {
        RealPath real = RealPath.of(root, target, true);
        if (real.exists()) {
            return;
        }
        String path = "";
        for (String part : real.path().split("/")) {
            String folder = path;
            path = RealPath.join(path, part);
            if (missing.contains(path)) {
                continue;
            }
            if (RealPath.of(root, path, false).exists()) {
                continue;
            }
            missing.add(path);
            if (!missing.contains(folder) && !folder.isEmpty()) {
                around.put(folder, RealPath.stat(root, folder));
            }
        }
    }

    /** Takes them out of what the step wrote. */
    void remove(Snapshot snapshot, IdRange ids) {
        try (DirFd upper = snapshot.open()) {
            for (String path : missing.reversed()) {
                within(upper, path).ifPresent(folder -> removeIfEmpty(folder, RealPath.name(path)));
            }
            for (Map.Entry<String, Stat> folder : new ArrayList<>(around.entrySet()).reversed()) {
                restore(upper, folder.getKey(), folder.getValue(), ids);
            }
        }
    }

    private static void removeIfEmpty(DirFd folder, String name) {
        try (folder) {
            Optional<Stat> stat = folder.find(name);
            if (stat.isPresent() && stat.get().isDirectory()) {
                folder.rmdirIfEmpty(name);
            } else if (stat.isPresent() && stat.get().isRegular() && stat.get().bytes() == 0) {
                folder.unlink(name);
            }
        }
    }

    /** A folder of the image that was copied up for a stub only goes, too */
    private static void restore(DirFd upper, String path, Stat before, IdRange ids) {
        Optional<DirFd> found = within(upper, path);
        if (found.isEmpty()) {
            return;
        }
        try (DirFd folder = found.get()) {
            String name = RealPath.name(path);
            Optional<Stat> now = folder.find(name);
            if (now.isEmpty() || !now.get().isDirectory()) {
                return;
            }
            boolean same = now.get().mode() == before.mode()
                    && now.get().uid() == before.uid() + ids.base()
                    && now.get().gid() == before.gid() + ids.base();
            boolean opaque = Xattrs.get(folder, name, OPAQUE).isPresent();
            if (same && !opaque) {
                folder.rmdirIfEmpty(name);
            }
        }
    }

    /** The folder of {@code path} in what was written, if it is there. */
    private static Optional<DirFd> within(DirFd upper, String path) {
        String parent = RealPath.parent(path);
        RealPath real = RealPath.of(upper, parent, false);
        return real.exists()
                        && real.path().equals(parent)
                        && RealPath.stat(upper, parent).isDirectory()
                ? Optional.of(upper.beneath(parent))
                : Optional.empty();
    }
}
