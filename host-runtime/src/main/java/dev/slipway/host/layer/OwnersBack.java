package dev.slipway.host.layer;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Stat;
import dev.slipway.host.linux.Xattrs;
import dev.slipway.host.spec.IdRange;
import java.util.List;

/** Turns a snapshot's files into a layer's, in place: host ids become the image's, overlayfs's own notes go. */
final class OwnersBack implements TreeTar.FilePreparation {
    /** The owner of what belongs to no id of the container; "nobody" everywhere. */
    private static final long NOBODY = 65534;

    private static final int SET_ID = 06000;
    private final IdRange ids;

    OwnersBack(IdRange ids) {
        this.ids = ids;
    }

    /** Only tells what a file's owner will be; for a snapshot that stays in use. */
    TreeTar.FilePreparation withoutTouching() {
        return (parent, name, stat) -> stat.withOwner(back(stat.uid()), back(stat.gid()));
    }

    @Override
    public Stat prepare(DirFd parent, String name, Stat stat) {
        if (stat.type() == Stat.CHAR_DEVICE || stat.type() == Stat.BLOCK_DEVICE) {
            parent.unlink(name);
            return stat;
        }
        List<String> xattrs = stat.isSymlink() ? List.of() : Xattrs.list(parent, name);
        byte[] capability = Xattrs.get(parent, name, FileCapability.XATTR)
                .map(FileCapability::portable)
                .orElse(null);
        long uid = back(stat.uid());
        long gid = back(stat.gid());
        if (uid != stat.uid() || gid != stat.gid()) {
            setOwner(parent, name, uid, gid, stat);
        }
        if (capability != null) {
            Xattrs.set(parent, name, FileCapability.XATTR, capability);
        }
        dropNotes(parent, name, xattrs);
        return stat.withOwner(uid, gid);
    }

    /** What the engine itself made as host root stays root's. */
    private long back(long id) {
        if (id >= ids.base() && id < ids.base() + ids.size()) {
            return id - ids.base();
        }
        return id == 0 ? 0 : NOBODY;
    }

    private static void setOwner(DirFd parent, String name, long uid, long gid, Stat stat) {
        if (name.isEmpty()) {
            parent.chown(uid, gid);
            return;
        }
        parent.chown(name, uid, gid);
        if ((stat.mode() & SET_ID) != 0 && !stat.isSymlink()) {
            parent.chmod(name, stat.permissions());
        }
    }

    private static void dropNotes(DirFd parent, String name, List<String> xattrs) {
        for (String key : xattrs) {
            if (key.equals(OverlayMark.XATTRS + "redirect") || key.equals(OverlayMark.XATTRS + "metacopy")) {
                throw EngineException.internal(
                        "cannot make a layer of '" + name + "': the overlay was mounted with redirect_dir or metacopy",
                        null);
            }
            if (key.startsWith(OverlayMark.XATTRS) && !key.equals(OverlayMark.OPAQUE)) {
                Xattrs.remove(parent, name, key);
            }
        }
    }
}
