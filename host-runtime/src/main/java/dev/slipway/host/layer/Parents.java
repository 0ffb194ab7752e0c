package dev.slipway.host.layer;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.Stat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folders members go into, opened by descriptor and made when missing. A symbolic link on the way (of the same
 * archive) is followed as if the folder that is unpacked into were the root folder: the kernel does not let it lead out.
 *
 * <p>Keeps the last folder open, as the members of one folder mostly follow each other.
 */
final class Parents implements AutoCloseable {
    private final DirFd root;
    private final Owners owners;
    private @Nullable DirFd open;
    private String path = "";

    Parents(DirFd root, Owners owners) {
        this.root = root;
        this.owners = owners;
    }

    /** The folder at {@code wanted}; valid until the next call. */
    DirFd folder(String wanted) {
        if (open != null && path.equals(wanted)) {
            return open;
        }
        close();
        DirFd found = existing(wanted);
        open = found == null ? make(wanted) : found;
        path = wanted;
        return open;
    }

    /** The folder at {@code wanted} if it is there, owned by the caller. */
    @Nullable
    DirFd existing(String wanted) {
        try {
            return root.beneath(wanted);
        } catch (KernelException e) {
            return switch (e.errno()) {
                case ENOENT, ENOTDIR -> null;
                case ELOOP -> throughLinks(wanted);
                default -> throw e;
            };
        }
    }

    private @Nullable DirFd throughLinks(String wanted) {
        try {
            return root.inRoot(wanted);
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
                return null;
            }
            throw e;
        }
    }

    /** Steps down from the root, so that a deep path costs its length and not the square of it. */
    private DirFd make(String wanted) {
        DirFd at = root.beneath("");
        int end = -1;
        while (end < wanted.length()) {
            int start = end + 1;
            int slash = wanted.indexOf('/', start);
            end = slash < 0 ? wanted.length() : slash;
            try (DirFd parent = at) {
                at = step(parent, wanted.substring(start, end), wanted.substring(0, end));
            }
        }
        return at;
    }

    private DirFd step(DirFd parent, String name, String prefix) {
        Optional<Stat> there = parent.find(name);
        if (there.isPresent() && there.get().isDirectory()) {
            return parent.beneath(name);
        }
        if (there.isEmpty()) {
            parent.mkdir(name, 0755);
        } else if (there.get().isWhiteout()) {
            OverlayMark.folderOverWhiteout(parent, name);
        } else {
            return existingOrRefused(prefix);
        }
        parent.chown(name, owners.uid(0), owners.gid(0));
        parent.chmod(name, 0755);
        return parent.beneath(name);
    }

    private DirFd existingOrRefused(String prefix) {
        DirFd found = existing(prefix);
        if (found == null) {
            throw EngineException.invalid(
                    "cannot unpack into '" + EntryPath.shown(prefix) + "': it is a file, or a link that leads nowhere");
        }
        return found;
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
