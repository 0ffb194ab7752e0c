package dev.slipway.host.build;

import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.TreeRemoval;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Folders beside the contexts of builds that go when this is closed. */
final class Scratch implements AutoCloseable {
    private static final int OWNER_ONLY = 0700;

    private final Workshop workshop;
    private final Deque<Runnable> undo = new ArrayDeque<>();

    Scratch(Workshop workshop) {
        this.workshop = workshop;
    }

    /** An open folder and where it is. */
    record Folder(Path path, DirFd root) {}

    /** A new one that is empty. */
    Folder folder() {
        Path contexts = workshop.contexts();
        String name = "scratch-" + workshop.ids().next();
        try (DirFd all = DirFd.open(contexts)) {
            all.mkdir(name, OWNER_ONLY);
        }
        undo.push(() -> {
            try (DirFd all = DirFd.open(contexts)) {
                TreeRemoval.remove(all, name);
            }
        });
        Path path = contexts.resolve(name);
        return new Folder(path, opened(DirFd.open(path)));
    }

    /** Closes {@code folder} with this. */
    DirFd opened(DirFd folder) {
        undo.push(folder::close);
        return folder;
    }

    @Override
    public void close() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
    }
}
