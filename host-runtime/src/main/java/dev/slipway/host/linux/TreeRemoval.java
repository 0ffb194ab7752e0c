package dev.slipway.host.linux;

import java.util.List;

/**
 * Removes a folder with all that is in it, whatever a container made of it: any depth, any number of names, links
 * never followed, with two open descriptors and little memory.
 *
 * <p>Folders found below the first level are moved up to it before they are emptied, so that depth costs nothing.
 */
public final class TreeRemoval {
    private static final int NAMES_AT_ONCE = 10_000;
    private static final String MOVED = ".removal-";

    private final DirFd top;
    private long moved;

    private TreeRemoval(DirFd top) {
        this.top = top;
    }

    /** Removes {@code name} in {@code parent}, a folder or not; false when there is nothing. */
    public static boolean remove(DirFd parent, String name) {
        if (!isFolder(parent, name)) {
            return parent.unlink(name);
        }
        try (DirFd top = parent.beneath(name)) {
            new TreeRemoval(top).empty();
        }
        return parent.rmdir(name);
    }

    private static boolean isFolder(DirFd parent, String name) {
        return parent.find(name).map(Stat::isDirectory).orElse(false);
    }

    private void empty() {
        for (List<String> names = some(top); !names.isEmpty(); names = some(top)) {
            for (String name : names) {
                if (isFolder(top, name)) {
                    emptyChild(name);
                    top.rmdir(name);
                } else {
                    top.unlink(name);
                }
            }
        }
    }

    private void emptyChild(String child) {
        try (DirFd folder = top.beneath(child)) {
            for (List<String> names = some(folder); !names.isEmpty(); names = some(folder)) {
                for (String name : names) {
                    if (!unlinked(folder, name)) {
                        moveUp(folder, name);
                    }
                }
            }
        }
    }

    private static boolean unlinked(DirFd folder, String name) {
        try {
            folder.unlink(name);
            return true;
        } catch (KernelException e) {
            if (e.errno() == Errno.EISDIR) {
                return false;
            }
            throw e;
        }
    }

    /** The new name may be taken by something of the container's; then the next number is tried. */
    private void moveUp(DirFd folder, String name) {
        if (folder.rmdirIfEmpty(name)) {
            return;
        }
        while (true) {
            String unique = MOVED + moved++;
            if (top.find(unique).isEmpty()) {
                folder.rename(name, top, unique);
                return;
            }
        }
    }

    private static List<String> some(DirFd folder) {
        return folder.names(NAMES_AT_ONCE);
    }
}
