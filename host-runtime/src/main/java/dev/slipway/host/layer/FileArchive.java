package dev.slipway.host.layer;

import dev.slipway.host.layer.TarEntry.Type;
import dev.slipway.host.linux.DataFile;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.Stat;
import dev.slipway.host.spec.IdRange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Files of a container as an archive, for what goes out of one: owners become the container's own again, sockets and
 * devices are left out.
 *
 * <p>The container may change its tree meanwhile. Every folder is opened from the first one by a path that must not lead
 * through links, so what is read is always below it; a name that is gone is passed over.
 */
public final class FileArchive implements AutoCloseable {

    private final TarWriter tar;
    private final TreeTar.FilePreparation owners;
    private final NativeMemory memory = NativeMemory.collected(FileInput.BUFFER_BYTES);

    /**
     * @param out not closed by this
     * @param ids the container's
     */
    public FileArchive(OutputStream out, IdRange ids) {
        this.tar = new TarWriter(out);
        this.owners = new OwnersBack(ids).withoutTouching();
    }

    /** Writes {@code name} of {@code parent}, and all below it when it is a folder, as {@code as}. */
    public void write(DirFd parent, String name, String as) throws IOException {
        Stat stat = parent.stat(name);
        if (stat.isDirectory()) {
            try (DirFd folder = parent.beneath(name)) {
                writeFolder(folder, as);
            }
        } else {
            one(parent, name, stat, as);
        }
    }

    /** Writes {@code folder} and all below it as {@code as}; with "" its members only. */
    public void writeFolder(DirFd folder, String as) throws IOException {
        if (!as.isEmpty()) {
            member(as + "/", Type.FOLDER, owners.prepare(folder, "", folder.stat()), 0, "");
        }
        List<String> pending = new ArrayList<>(List.of(""));
        while (!pending.isEmpty()) {
            String path = pending.removeLast();
            pending.addAll(members(folder, path, as).reversed());
        }
    }

    /** Writes the members of one folder; the paths of its folders, sorted. */
    private List<String> members(DirFd top, String path, String as) throws IOException {
        List<String> folders = new ArrayList<>();
        try (DirFd folder = top.beneath(path)) {
            List<String> names = new ArrayList<>(folder.names());
            Collections.sort(names);
            for (String name : names) {
                String below = path.isEmpty() ? name : path + "/" + name;
                String full = as.isEmpty() ? below : as + "/" + below;
                var stat = folder.find(name);
                if (stat.isPresent() && one(folder, name, stat.get(), full)) {
                    folders.add(below);
                }
            }
        }
        return folders;
    }

    /** Writes one member; whether it is a folder. */
    private boolean one(DirFd folder, String name, Stat found, String as) throws IOException {
        Stat stat = owners.prepare(folder, name, found);
        switch (stat.type()) {
            case Stat.DIRECTORY -> member(as + "/", Type.FOLDER, stat, 0, "");
            case Stat.REGULAR -> file(folder, name, as, stat);
            case Stat.SYMLINK -> member(as, Type.SYMLINK, stat, 0, folder.readLink(name));
            case Stat.FIFO -> member(as, Type.FIFO, stat, 0, "");
            default -> {
                // A device or socket means nothing outside.
            }
        }
        return stat.isDirectory();
    }

    private void file(DirFd folder, String name, String as, Stat stat) throws IOException {
        try (DataFile file = DataFile.of(folder.openToRead(name))) {
            tar.add(TarEntry.of(as, Type.FILE, stat, Map.of(), stat.bytes(), ""), new FileInput(file, memory));
        }
    }

    private void member(String as, Type type, Stat stat, long bytes, String link) throws IOException {
        tar.add(TarEntry.of(as, type, stat, Map.of(), bytes, link));
    }

    /** The archive's end mark. */
    public void finish() throws IOException {
        tar.finish();
    }

    @Override
    public void close() {
        memory.close();
    }
}
