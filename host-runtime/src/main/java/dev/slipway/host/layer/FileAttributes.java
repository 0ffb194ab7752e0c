package dev.slipway.host.layer;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.Xattrs;
import java.util.Map;

/** Sets what an archive says about a file besides its data, in the order in which one does not undo the other. */
final class FileAttributes {
    private final Owners owners;

    FileAttributes(Owners owners) {
        this.owners = owners;
    }

    /** For everything but links: owner, then mode and capabilities (a change of owner clears them), then time. */
    void setAll(DirFd parent, String name, TarEntry entry) {
        setOwner(parent, name, entry);
        parent.chmod(name, entry.mode());
        setXattrs(parent, name, entry);
        setTime(parent, name, entry);
    }

    void setOwner(DirFd parent, String name, TarEntry entry) {
        parent.chown(name, owners.uid(entry.uid()), owners.gid(entry.gid()));
    }

    void setTime(DirFd parent, String name, TarEntry entry) {
        parent.touch(name, entry.mtimeSeconds(), entry.mtimeNanos());
    }

    /**
     * User attributes and file capabilities. All others are dropped: overlayfs's own would let a layer redirect lookups,
     * and labels of a security module are this host's business.
     */
    void setXattrs(DirFd parent, String name, TarEntry entry) {
        for (Map.Entry<String, byte[]> xattr : entry.xattrs().entrySet()) {
            if (xattr.getKey().startsWith("user.")) {
                set(parent, name, xattr.getKey(), xattr.getValue());
            } else if (xattr.getKey().equals(FileCapability.XATTR)) {
                FileCapability.read(xattr.getValue())
                        .ifPresent(
                                capability -> set(parent, name, FileCapability.XATTR, capability.bytes(owners.base())));
            }
        }
    }

    private static void set(DirFd parent, String name, String key, byte[] value) {
        try {
            Xattrs.set(parent, name, key, value);
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOSPC || e.errno() == Errno.E2BIG || e.errno() == Errno.ERANGE) {
                throw EngineException.invalid(
                        "cannot unpack '" + name + "': attribute '" + key + "' is larger than the file system takes");
            }
            // A file system without attributes, or a kind of file that cannot have this one: the file works without.
            if (e.errno() != Errno.ENOTSUP && e.errno() != Errno.EPERM) {
                throw e;
            }
        }
    }
}
