package dev.slipway.host.layer;

import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Stat;
import dev.slipway.host.linux.TreeRemoval;
import dev.slipway.host.linux.Xattrs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lays layers' folders over one another in a new one, which then does to what is below them all that they did. Nothing is copied:
 * files are further names of the layers' own, which never change, so the folder is for reading.
 *
 * <p>Folders are opened from the roots by their paths, so depth costs no descriptors.
 */
final class LayerMerge {
    private final DirFd to;
    private final FolderTimes times;
    private final Runnable check;

    /**
     * @param to empty, on the layers' file system
     * @param times where folders' times are noted until everything is in them
     * @param check called before each folder; throws to stop
     */
    LayerMerge(DirFd to, FolderTimes times, Runnable check) {
        this.to = to;
        this.times = times;
        this.check = check;
    }

    /** Lays a layer over what is there. */
    void add(DirFd layer) {
        dress(layer, to, layer.stat());
        List<String> pending = new ArrayList<>(List.of(""));
        while (!pending.isEmpty()) {
            check.run();
            pending.addAll(folder(layer, pending.removeLast()));
        }
    }

    /** To be called when all is there: what is put into a folder changes its time. */
    void finish() throws IOException {
        times.replay((path, seconds, nanos) -> {
            // A later layer may have put something else in its place.
            if (isFolder(path)) {
                try (DirFd folder = to.beneath(path)) {
                    folder.touch(seconds, nanos);
                }
            }
        });
    }

    private boolean isFolder(String path) {
        int slash = path.lastIndexOf('/');
        if (path.isEmpty()) {
            return true;
        }
        if (slash >= 0 && !isFolder(path.substring(0, slash))) {
            return false;
        }
        try (DirFd parent = to.beneath(slash < 0 ? "" : path.substring(0, slash))) {
            return parent.find(path.substring(slash + 1)).map(Stat::isDirectory).orElse(false);
        }
    }

    /** Puts one folder's members in; the paths of its folders. */
    private List<String> folder(DirFd layer, String path) {
        List<String> folders = new ArrayList<>();
        try (DirFd from = layer.beneath(path);
                DirFd into = to.beneath(path)) {
            Stat own = from.stat();
            times.add(path, own.mtimeSeconds(), own.mtimeNanos());
            for (String name : from.names()) {
                Stat stat = from.stat(name);
                if (stat.isDirectory()) {
                    folder(from, into, name, stat);
                    folders.add(path.isEmpty() ? name : path + "/" + name);
                } else {
                    TreeRemoval.remove(into, name);
                    file(from, into, name, stat);
                }
            }
        }
        return folders;
    }

    private static void file(DirFd from, DirFd into, String name, Stat stat) {
        if (stat.isWhiteout()) {
            OverlayMark.whiteout(into, name);
        } else {
            from.link(name, into, name);
        }
    }

    /** A folder joins one that is there, unless it hides it, or something else stands between the two. */
    private static void folder(DirFd from, DirFd into, String name, Stat stat) {
        try (DirFd source = from.beneath(name)) {
            Optional<Stat> there = into.find(name);
            boolean hides = OverlayMark.isOpaque(source);
            boolean joins = there.isPresent() && there.get().isDirectory() && !hides;
            if (!joins) {
                TreeRemoval.remove(into, name);
                into.mkdir(name, 0700);
            }
            try (DirFd made = into.beneath(name)) {
                if (hides || (there.isPresent() && !joins)) {
                    OverlayMark.opaque(made);
                }
                dress(source, made, stat);
            }
        }
    }

    /** Gives a folder the owner, mode and attributes of another, and no attributes besides. */
    private static void dress(DirFd source, DirFd made, Stat stat) {
        made.chown(stat.uid(), stat.gid());
        made.chmod(stat.permissions());
        List<String> wanted = attributes(source);
        for (String name : attributes(made)) {
            if (!wanted.contains(name)) {
                Xattrs.remove(made, "", name);
            }
        }
        for (String name : wanted) {
            Xattrs.get(source, "", name).ifPresent(value -> Xattrs.set(made, "", name, value));
        }
    }

    private static List<String> attributes(DirFd folder) {
        return Xattrs.list(folder, "").stream()
                .filter(name -> !name.startsWith(OverlayMark.XATTRS))
                .toList();
    }
}
