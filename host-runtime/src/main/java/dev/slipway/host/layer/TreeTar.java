package dev.slipway.host.layer;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.layer.TarEntry.Type;
import dev.slipway.host.linux.DataFile;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.FileName;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.Stat;
import dev.slipway.host.linux.Xattrs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes a layer's folder as an archive, always in the same order and form, so that the same tree has the same digest.
 * Removals are written as marks ({@code .wh.name}); sockets and devices are left out.
 *
 * <p>Each folder is opened from the root by its path, which must not lead through links; so depth costs no descriptors.
 */
final class TreeTar implements AutoCloseable {
    private static final int PLAIN_ROOT = 0755;

    private final DirFd root;
    private final TarWriter tar;
    private final FilePreparation preparation;
    private final NativeMemory memory = NativeMemory.collected(FileInput.BUFFER_BYTES);

    /** Files with several names, by device and inode, and the first of the names. */
    private final Map<Inode, String> firstNames = new HashMap<>();

    private long bytes;
    private boolean empty = true;

    private record Inode(long device, long number) {}

    /** @param preparation called with each file before it is written; may change its owner */
    TreeTar(DirFd root, TarWriter tar, FilePreparation preparation) {
        this.root = root;
        this.tar = tar;
        this.preparation = preparation;
    }

    /** What is done to a file before it is written. */
    interface FilePreparation {
        FilePreparation NONE = (parent, name, stat) -> stat;

        /** @param name in {@code parent}, or "" for the folder itself */
        Stat prepare(DirFd parent, String name, Stat stat);
    }

    /** Writes everything; the size of the regular files. */
    long write() throws IOException {
        Stat own = preparation.prepare(root, "", root.stat());
        boolean plain = own.permissions() == PLAIN_ROOT && own.uid() == 0 && own.gid() == 0;
        if (!plain) {
            member("./", Type.FOLDER, own, Map.of(), 0, "");
        }
        List<String> pending = new ArrayList<>(List.of(""));
        while (!pending.isEmpty()) {
            String path = pending.removeLast();
            List<String> children = folder(path);
            // Depth first, in order of names.
            pending.addAll(children.reversed());
        }
        tar.finish();
        return bytes;
    }

    /** Whether nothing was written. */
    boolean empty() {
        return empty;
    }

    /** Writes the members of one folder; the paths of its folders, sorted. */
    private List<String> folder(String path) throws IOException {
        List<String> folders = new ArrayList<>();
        try (DirFd folder = root.beneath(path)) {
            if (OverlayMark.isOpaque(folder)) {
                mark(join(path, OverlayMark.OPAQUE_FOLDER));
            }
            List<String> names = folder.names();
            Collections.sort(names);
            for (String name : names) {
                String full = join(path, name);
                if (FileName.encode(full).length > FileName.MAX_PATH_BYTES) {
                    throw EngineException.invalid("cannot make a layer: a path is longer than "
                            + FileName.MAX_PATH_BYTES + " bytes, it begins with '" + full.substring(0, 80) + "'");
                }
                if (one(folder, name, full)) {
                    folders.add(full);
                }
            }
        }
        return folders;
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }

    /** Writes one member; whether it is a folder. */
    private boolean one(DirFd folder, String name, String path) throws IOException {
        Stat found = folder.stat(name);
        if (found.isWhiteout()) {
            int slash = path.lastIndexOf('/') + 1;
            mark(path.substring(0, slash) + OverlayMark.WHITEOUT + name);
            return false;
        }
        if (found.links() > 1 && !found.isDirectory()) {
            String first = firstNames.putIfAbsent(new Inode(found.device(), found.inode()), path);
            if (first != null) {
                member(path, Type.HARD_LINK, found, Map.of(), 0, first);
                return false;
            }
        }
        Stat stat = preparation.prepare(folder, name, found);
        Map<String, byte[]> xattrs = stat.isDirectory() || stat.isRegular() ? xattrs(folder, name) : Map.of();
        switch (stat.type()) {
            case Stat.DIRECTORY -> member(path + "/", Type.FOLDER, stat, xattrs, 0, "");
            case Stat.REGULAR -> file(folder, name, path, stat, xattrs);
            case Stat.SYMLINK -> member(path, Type.SYMLINK, stat, Map.of(), 0, folder.readLink(name));
            case Stat.FIFO -> member(path, Type.FIFO, stat, xattrs, 0, "");
            default -> {
                // Devices have no place in a layer, and a socket means nothing without the process that listens.
            }
        }
        return stat.isDirectory();
    }

    private void mark(String path) throws IOException {
        empty = false;
        tar.add(TarEntry.of(path, Type.FILE, 0, 0, ""));
    }

    private static Map<String, byte[]> xattrs(DirFd folder, String name) {
        Map<String, byte[]> kept = new TreeMap<>();
        for (String key : Xattrs.list(folder, name)) {
            Optional<byte[]> value = key.startsWith("user.") || key.equals(FileCapability.XATTR)
                    ? Xattrs.get(folder, name, key)
                    : Optional.empty();
            value.ifPresent(v -> kept.put(key, key.equals(FileCapability.XATTR) ? FileCapability.portable(v) : v));
        }
        return kept;
    }

    private void file(DirFd folder, String name, String path, Stat stat, Map<String, byte[]> xattrs)
            throws IOException {
        try (DataFile file = DataFile.of(folder.openToRead(name))) {
            empty = false;
            bytes += stat.bytes();
            tar.add(TarEntry.of(path, Type.FILE, stat, xattrs, stat.bytes(), ""), new FileInput(file, memory));
        }
    }

    private void member(String path, Type type, Stat stat, Map<String, byte[]> xattrs, long size, String link)
            throws IOException {
        empty = false;
        tar.add(TarEntry.of(path, type, stat, xattrs, size, link));
    }

    @Override
    public void close() {
        memory.close();
    }
}
