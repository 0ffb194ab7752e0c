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

    private DirFd make(String wanted) {
        for (int slash = wanted.indexOf('/'); ; slash = wanted.indexOf('/', slash + 1)) {
            String prefix = slash < 0 ? wanted : wanted.substring(0, slash);
            DirFd found = existing(prefix);
            if (found == null) {
                makeOne(prefix);
                found = existing(prefix);
            }
            if (found == null) {
                throw EngineException.invalid("cannot unpack into '" + wanted + "': a link on the way leads nowhere");
            }
            if (slash < 0) {
                return found;
            }
            found.close();
        }
    }

    private void makeOne(String prefix) {
        int slash = prefix.lastIndexOf('/');
        String name = prefix.substring(slash + 1);
        try (DirFd parent = existing(slash < 0 ? "" : prefix.substring(0, slash))) {
            if (parent == null) {
                return;
            }
            Optional<Stat> there = parent.find(name);
            if (there.isEmpty()) {
                parent.mkdir(name, 0755);
            } else if (there.get().isWhiteout()) {
                OverlayMark.folderOverWhiteout(parent, name);
            } else {
                return;
            }
            parent.chown(name, owners.uid(0), owners.gid(0));
            parent.chmod(name, 0755);
        }
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
