package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Stat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Where a path really is below a folder that is taken for {@code /}: links followed inside it, none left.
 *
 * <p>For trees that nobody else changes meanwhile (a context, a root no process runs in). What is found is opened strictly
 * beneath the folder, so that even a mistake here could not lead outside.
 *
 * @param path without links, relative, "" for the folder itself
 * @param exists whether all of it is there; the missing rest may be made
 */
record RealPath(String path, boolean exists) {
    /** The kernel's own bound (path_resolution(7)). */
    private static final int MAX_LINKS = 40;

    /**
     * @param last whether a link at the very end is followed, too
     * @throws EngineException INVALID when a part of the way is a file, or links go in a circle
     */
    static RealPath of(DirFd root, String path, boolean last) {
        Deque<String> todo = new ArrayDeque<>(Arrays.asList(path.split("/")));
        List<String> done = new ArrayList<>();
        boolean exists = true;
        int links = 0;
        while (!todo.isEmpty()) {
            String part = todo.pop();
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..")) {
                if (!done.isEmpty()) {
                    done.removeLast();
                }
                continue;
            }
            Optional<Stat> stat = exists ? find(root, done, part, path) : Optional.empty();
            exists = stat.isPresent();
            boolean follow = exists && stat.get().isSymlink() && (last || !todo.isEmpty());
            if (!follow) {
                done.add(part);
                continue;
            }
            if (++links > MAX_LINKS) {
                throw EngineException.invalid("too many levels of symbolic links in '" + path + "'");
            }
            follow(root, done, part, todo);
        }
        return new RealPath(String.join("/", done), exists);
    }

    private static Optional<Stat> find(DirFd root, List<String> folder, String name, String path) {
        String parent = String.join("/", folder);
        if (!parent.isEmpty() && !RealPath.stat(root, parent).isDirectory()) {
            throw EngineException.invalid("'" + path + "': '/" + parent + "' is not a directory");
        }
        try (DirFd dir = root.beneath(parent)) {
            return dir.find(name);
        }
    }

    private static void follow(DirFd root, List<String> done, String link, Deque<String> todo) {
        try (DirFd dir = root.beneath(String.join("/", done))) {
            String target = dir.readLink(link);
            if (target.startsWith("/")) {
                done.clear();
            }
            Arrays.asList(target.split("/")).reversed().forEach(todo::push);
        }
    }

    /** What a path without links is; ENOENT when it is not there. */
    static Stat stat(DirFd root, String path) {
        if (path.isEmpty()) {
            return root.stat();
        }
        try (DirFd dir = root.beneath(parent(path))) {
            return dir.stat(name(path));
        }
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static String join(String folder, String name) {
        return folder.isEmpty() ? name : folder + "/" + name;
    }
}
