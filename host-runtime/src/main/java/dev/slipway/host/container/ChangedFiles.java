package dev.slipway.host.container;

import dev.slipway.host.container.FileChange.Kind;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.Stat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Reads a snapshot's upper folder as a list of changes: what is there was added or modified, marks say what was deleted. */
final class ChangedFiles {
    private final DirFd image;
    private final DirFd upper;
    private final List<FileChange> changes = new ArrayList<>();

    /** @param image the layers below as one tree */
    ChangedFiles(DirFd image, DirFd upper) {
        this.image = image;
        this.upper = upper;
    }

    List<FileChange> list() {
        ArrayDeque<String> folders = new ArrayDeque<>(List.of(""));
        while (!folders.isEmpty()) {
            String path = folders.poll();
            try (DirFd folder = upper.beneath(path)) {
                List<String> names = folder.names();
                Collections.sort(names);
                names.forEach(name -> one(folder, path, name, folders));
            }
        }
        changes.sort((a, b) -> a.path().compareTo(b.path()));
        return changes;
    }

    private void one(DirFd folder, String path, String name, ArrayDeque<String> folders) {
        Stat stat = folder.stat(name);
        String full = path.isEmpty() ? name : path + "/" + name;
        if (stat.isWhiteout()) {
            changes.add(new FileChange("/" + full, Kind.DELETED));
            return;
        }
        changes.add(new FileChange("/" + full, inImage(path, name) ? Kind.MODIFIED : Kind.ADDED));
        if (stat.isDirectory()) {
            folders.add(full);
        }
    }

    private boolean inImage(String path, String name) {
        try (DirFd folder = image.beneath(path)) {
            Optional<Stat> there = folder.find(name);
            return there.isPresent();
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR || e.errno() == Errno.ELOOP) {
                return false;
            }
            throw e;
        }
    }
}
