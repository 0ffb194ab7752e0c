package dev.slipway.host.mount;

import dev.slipway.host.launch.Label;
import dev.slipway.host.launch.Operation;
import dev.slipway.host.launch.Section;
import dev.slipway.host.launch.Slot;
import dev.slipway.host.linux.Architecture;
import dev.slipway.host.linux.Mounts;
import dev.slipway.host.linux.SyscallNumber;

/**
 * Operations that find and make paths below a root folder the way the kernel would if that folder were {@code /}.
 *
 * <p>Every result is a descriptor in a slot; no path is ever resolved twice, so nobody can swap a part of it meanwhile.
 */
public final class PathSteps {
    private static final int O_PATH = 0x200000;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_CREAT = 0x40;
    private static final int O_DIRECTORY = Architecture.current() == Architecture.X86_64 ? 0x10000 : 0x4000;
    private static final long NO_MAGICLINKS = 0x02;
    private static final long NO_SYMLINKS = 0x04;
    private static final long IN_ROOT = 0x10;
    private static final int HOW_BYTES = 24;
    private static final int DIRECTORY_MODE = 0755;
    private static final int FILE_MODE = 0644;
    private final Section section;
    private final long root;

    /** @param root descriptor of the root folder: a number or a slot's value */
    public PathSteps(Section section, long root) {
        this.section = section;
        this.root = root;
    }

    /**
     * The folder or file at {@code path}, made when missing; links are followed inside the root.
     *
     * @return slot of a descriptor that serves as a place only
     */
    public Slot place(String path, boolean directory) {
        return place(path, directory, 0);
    }

    /** Like {@link #place} for a path of the engine's own choice, on which a link is a trap. */
    public Slot strictPlace(String path, boolean directory) {
        return place(path, directory, NO_SYMLINKS);
    }

    /** The folder at {@code path}, which must exist; {@code what} is said when it does not. */
    public Slot existing(String what, String path) {
        return existing(what, path, 0);
    }

    /** Like {@link #existing} for a path of the engine's own choice, on which a link is a trap. */
    public Slot existingStrict(String what, String path) {
        return existing(what, path, NO_SYMLINKS);
    }

    private Slot existing(String what, String path, long resolve) {
        Slot found = section.slot();
        open(what, normal(path), O_PATH | O_DIRECTORY, 0, resolve, found);
        return found;
    }

    private Slot place(String path, boolean directory, long resolve) {
        String relative = normal(path);
        Slot found = section.slot();
        Label done = new Label("found " + path);
        open("open '/" + relative + "'", relative, directory ? O_PATH | O_DIRECTORY : O_PATH, 0, resolve, found)
                .ignoreError()
                .onPositive(done);
        int name = relative.lastIndexOf('/');
        if (directory) {
            makeFolders(relative, resolve, found);
        } else {
            if (name > 0) {
                makeFolders(relative.substring(0, name), resolve, section.slot());
            }
            open("create '/" + relative + "'", relative, O_CREAT, FILE_MODE, resolve, found);
        }
        section.place(done);
        return found;
    }

    private void makeFolders(String path, long resolve, Slot last) {
        long parent = root;
        int end = 0;
        while (end < path.length()) {
            int slash = path.indexOf('/', end + 1);
            int next = slash < 0 ? path.length() : slash;
            boolean whole = next == path.length();
            Slot folder = whole ? last : section.slot();
            makeFolder(path.substring(0, next), path.substring(end == 0 ? 0 : end + 1, next), parent, resolve, folder);
            parent = folder.value();
            end = next;
        }
    }

    private void makeFolder(String path, String name, long parent, long resolve, Slot folder) {
        Label exists = new Label("exists " + path);
        open("open '/" + path + "'", path, O_PATH | O_DIRECTORY, 0, resolve, folder)
                .ignoreError()
                .onPositive(exists);
        section.call("make folder '/" + path + "'", SyscallNumber.MKDIRAT, parent, section.string(name), DIRECTORY_MODE)
                .ignoreError();
        open("open '/" + path + "'", path, O_PATH | O_DIRECTORY, 0, resolve, folder);
        section.place(exists);
    }

    private Operation open(String what, String path, long flags, long mode, long resolve, Slot into) {
        long how = section.words(flags | O_CLOEXEC, mode, resolve | IN_ROOT | NO_MAGICLINKS);
        return section.call(
                        what, SyscallNumber.OPENAT2, root, section.string(path.isEmpty() ? "." : path), how, HOW_BYTES)
                .into(into);
    }

    /** Without leading, doubled and final slashes, and without ".": what mkdir would be asked for part by part. */
    private static String normal(String path) {
        StringBuilder out = new StringBuilder();
        for (String part : path.split("/")) {
            if (!part.isEmpty() && !part.equals(".")) {
                out.append(out.isEmpty() ? "" : "/").append(part);
            }
        }
        return out.toString();
    }

    /** Moves a detached mount to a place. */
    static void attach(Section section, String what, long mount, long place) {
        section.call(
                "mount " + what,
                SyscallNumber.MOVE_MOUNT,
                mount,
                section.string(""),
                place,
                section.string(""),
                Mounts.MOVE_MOUNT_F_EMPTY_PATH | Mounts.MOVE_MOUNT_T_EMPTY_PATH);
    }
}
