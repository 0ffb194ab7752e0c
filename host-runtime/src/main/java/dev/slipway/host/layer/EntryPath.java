package dev.slipway.host.layer;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.FileName;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where a member of an archive goes, relative to the folder it is unpacked into.
 *
 * @param parent the folders on the way, joined with slashes; "" is the folder itself
 * @param name the last part; "" is the folder itself
 */
record EntryPath(String parent, String name) {
    private static final EntryPath ROOT = new EntryPath("", "");

    /**
     * Cleans a member's name: an absolute one is taken as relative, "." and empty parts vanish, ".." takes back a part.
     *
     * @throws EngineException INVALID when it leaves the folder or is longer than the kernel takes
     */
    static EntryPath clean(String text) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : text.split("/")) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    throw EngineException.invalid("cannot unpack '" + shown(text) + "': it leads out of the archive");
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        String name = parts.pollLast();
        return name == null ? ROOT : checked(new EntryPath(String.join("/", parts), name), text);
    }

    private static EntryPath checked(EntryPath path, String text) {
        boolean fits = FileName.encode(path.toString()).length <= FileName.MAX_PATH_BYTES;
        for (String part : path.toString().split("/")) {
            fits &= FileName.encode(part).length <= FileName.MAX_BYTES;
        }
        if (!fits) {
            throw EngineException.invalid("cannot unpack '" + shown(text) + "': the name is longer than the "
                    + FileName.MAX_BYTES + " bytes of a name or " + FileName.MAX_PATH_BYTES + " of a path");
        }
        return path;
    }

    /** Enough of a hostile name for a message. */
    static String shown(String text) {
        return text.length() <= FileName.MAX_BYTES ? text : text.substring(0, FileName.MAX_BYTES) + "…";
    }

    boolean isRoot() {
        return name.isEmpty();
    }

    @Override
    public String toString() {
        return parent.isEmpty() ? name : parent + "/" + name;
    }
}
