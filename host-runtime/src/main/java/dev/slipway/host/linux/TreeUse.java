package dev.slipway.host.linux;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How much of the disk a tree takes: allocated blocks, a file with several names counted once; what du(1) says. */
public final class TreeUse {
    private static final long BLOCK_BYTES = 512;
    private static final Set<Errno> PASSED_OVER = Set.of(Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP, Errno.ENAMETOOLONG);

    private final Set<FileId> seen = new HashSet<>();
    private long blocks;

    private record FileId(long device, long inode) {}

    private TreeUse() {}

    /** Bytes of the tree at {@code folder}; what disappears meanwhile does not count, and nothing there is 0. */
    public static long bytes(Path folder) {
        try (DirFd root = DirFd.open(folder)) {
            return bytes(root);
        } catch (KernelException e) {
            passOver(e);
            return 0;
        }
    }

    /** Bytes of the tree at {@code root}, which stays open. */
    public static long bytes(DirFd root) {
        TreeUse use = new TreeUse();
        try {
            use.blocks += root.stat().blocks();
            use.walk(root);
        } catch (KernelException e) {
            passOver(e);
        }
        return use.blocks * BLOCK_BYTES;
    }

    private void walk(DirFd root) {
        ArrayDeque<String> folders = new ArrayDeque<>(List.of(""));
        while (!folders.isEmpty()) {
            String path = folders.pop();
            try (DirFd folder = root.beneath(path)) {
                for (String name : folder.names()) {
                    folder.find(name).ifPresent(stat -> count(stat, path, name, folders));
                }
            } catch (KernelException e) {
                passOver(e);
            }
        }
    }

    private void count(Stat stat, String path, String name, ArrayDeque<String> folders) {
        boolean first = stat.isDirectory() || stat.links() < 2 || seen.add(new FileId(stat.device(), stat.inode()));
        blocks += first ? stat.blocks() : 0;
        if (stat.isDirectory()) {
            folders.push(path.isEmpty() ? name : path + "/" + name);
        }
    }

    private static void passOver(KernelException e) {
        // A running container removes files, or puts a link in a folder's place, while it is measured; and it may nest
        // folders deeper than a path can name, which are counted up to there.
        if (!PASSED_OVER.contains(e.errno())) {
            throw e;
        }
    }
}
