package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.build.dockerfile.IgnoreFile;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.FileCopy;
import dev.slipway.host.linux.Stat;
import dev.slipway.host.linux.TreeRemoval;
import dev.slipway.host.linux.Xattrs;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Copies files and trees from one root into another, by descriptors; links in the destination's folders are followed inside its root. */
final class TreeCopy {
    private static final String CAPABILITY = "security.capability";
    private static final int FOLDER_MODE = 0755;
    private static final int OWNER_ONLY = 0600;

    private final DirFd from;
    private final DirFd to;
    private final Look look;
    private final IgnoreFile excluded;

    /**
     * How the copies look.
     *
     * @param owner null = as the source's
     * @param mode permissions of files and folders, null = as the source's
     */
    record Look(@Nullable Owner owner, @Nullable ModeChange mode) {
        int mode(int before, boolean folder) {
            return mode == null ? before : mode.apply(before, folder);
        }
    }

    record Owner(long uid, long gid) {
        static final Owner ROOT = new Owner(0, 0);
    }

    TreeCopy(DirFd from, DirFd to, Look look, IgnoreFile excluded) {
        this.from = from;
        this.to = to;
        this.look = look;
        this.excluded = excluded;
    }

    /** Copies what a folder holds into the folder {@code target}, made when missing. Both are paths without links. */
    void contents(String source, String target) {
        folders(to, target, owner());
        contents(source, target, "");
    }

    private void contents(String source, String target, String relative) {
        List<String> names;
        try (DirFd folder = from.beneath(source)) {
            names = folder.names();
        }
        for (String name : names) {
            String child = RealPath.join(relative, name);
            if (!excluded.ignores(child)) {
                copy(RealPath.join(source, name), RealPath.join(target, name), child);
            }
        }
    }

    private void copy(String source, String target, String relative) {
        Interruption.check();
        Stat stat = RealPath.stat(from, source);
        switch (stat.type()) {
            case Stat.DIRECTORY -> {
                String folder = folder(target, stat);
                contents(source, folder, relative);
            }
            case Stat.REGULAR, Stat.SYMLINK -> file(source, target, stat);
            default -> {
                // Sockets, FIFOs and devices have no content that could be copied.
            }
        }
    }

    /** The folder at {@code target}, through a link if it is one; a new one looks like {@code stat}. */
    private String folder(String target, Stat stat) {
        RealPath real = RealPath.of(to, target, true);
        if (real.exists()) {
            if (!RealPath.stat(to, real.path()).isDirectory()) {
                throw EngineException.invalid("cannot copy to non-directory: /" + target);
            }
            return real.path();
        }
        folders(to, RealPath.parent(real.path()), owner());
        try (DirFd parent = to.beneath(RealPath.parent(real.path()))) {
            String name = RealPath.name(real.path());
            parent.mkdir(name, OWNER_ONLY);
            dress(parent, name, stat);
        }
        return real.path();
    }

    /** Copies a file or link to {@code target}, whose folders are made when missing. */
    void file(String source, String target) {
        folders(to, RealPath.parent(target), owner());
        file(source, target, RealPath.stat(from, source));
    }

    private void file(String source, String target, Stat stat) {
        try (DirFd in = from.beneath(RealPath.parent(source));
                DirFd out = to.beneath(RealPath.parent(target))) {
            String name = RealPath.name(target);
            makeWay(out, name, target);
            if (stat.isSymlink()) {
                out.symlink(in.readLink(RealPath.name(source)), name);
            } else {
                try (Fd content = in.openToRead(RealPath.name(source));
                        Fd copy = out.create(name, OWNER_ONLY)) {
                    FileCopy.copy(content, copy, stat.bytes(), Interruption::check);
                }
            }
            dress(out, name, stat);
            if (stat.isRegular()) {
                copyCapability(in, RealPath.name(source), out, name);
            }
        }
    }

    private static void makeWay(DirFd folder, String name, String target) {
        Optional<Stat> there = folder.find(name);
        if (there.isPresent() && there.get().isDirectory()) {
            throw EngineException.invalid("cannot overwrite directory with file: /" + target);
        }
        if (there.isPresent()) {
            TreeRemoval.remove(folder, name);
        }
    }

    /** The order matters: a change of owner clears setuid, and any change of a file sets its time. */
    private void dress(DirFd folder, String name, Stat stat) {
        Owner owner = look.owner == null ? new Owner(stat.uid(), stat.gid()) : look.owner;
        folder.chown(name, owner.uid, owner.gid);
        if (!stat.isSymlink()) {
            folder.chmod(name, look.mode(stat.permissions(), stat.isDirectory()));
        }
        folder.touch(name, stat.mtimeSeconds(), stat.mtimeNanos());
    }

    private static void copyCapability(DirFd in, String source, DirFd out, String target) {
        Xattrs.get(in, source, CAPABILITY).ifPresent(value -> Xattrs.set(out, target, CAPABILITY, value));
    }

    private Owner owner() {
        return look.owner == null ? Owner.ROOT : look.owner;
    }

    /** Makes the folders of a path without links that are missing. */
    static void folders(DirFd root, String path, Owner owner) {
        if (path.isEmpty()) {
            return;
        }
        folders(root, RealPath.parent(path), owner);
        String name = RealPath.name(path);
        try (DirFd parent = root.beneath(RealPath.parent(path))) {
            Optional<Stat> there = parent.find(name);
            if (there.isEmpty()) {
                parent.mkdir(name, FOLDER_MODE);
                parent.chown(name, owner.uid, owner.gid);
                parent.chmod(name, FOLDER_MODE);
            } else if (!there.get().isDirectory()) {
                throw EngineException.invalid("'/" + path + "' is not a directory");
            }
        }
    }
}
