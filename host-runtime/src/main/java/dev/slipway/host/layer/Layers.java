package dev.slipway.host.layer;

import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.DiskImage;
import dev.slipway.host.spec.DiskLimit;
import dev.slipway.host.spec.IdRange;
import dev.slipway.host.spec.Rootfs;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Layers as unpacked, immutable folders shared by all containers, and the writable snapshots on top of them.
 *
 * <p>On disk a layer's owners are the image's own ids (uid 0 is uid 0); a snapshot's upper folder has the host ids of its
 * container's range. Whiteouts are overlayfs's: character device 0:0, xattr {@code trusted.overlay.opaque}.
 */
public interface Layers extends AutoCloseable {
    boolean has(String diffId);

    /** Folder of a layer, for use as overlay lower. */
    Path dir(String diffId);

    /** Unpacks an archive (tar; gzip, zstd or plain, recognised by content), verifying nothing but the tar; returns its diffId and size. */
    Layer unpack(InputStream archive);

    /** Like {@link #unpack(InputStream)}, but refuses an archive that is not {@code diffId}'s. */
    Layer unpack(InputStream archive, String diffId);

    /** Unpacks an archive whose own bytes nobody asks for again: the layer is what this engine writes of its files. */
    Layer adopt(InputStream archive);

    /** The layer as the uncompressed tar whose sha256 is its diffId. */
    void writeTar(String diffId, OutputStream out);

    /** Size of what {@link #writeTar} writes. */
    long tarBytes(String diffId);

    /** The kept archive of a layer that came as one, compressed as it came. */
    Optional<Blob> blob(String diffId);

    /** Reads {@link #blob}. */
    InputStream openBlob(String diffId);

    Layer layer(String diffId);

    /** What the layer takes of the disk, its kept archive included. */
    long diskBytes(String diffId);

    /** A new writable snapshot for {@code owner} (a container or build step id), as large as the disk has room for. */
    default Snapshot snapshot(String owner, IdRange ids) {
        return snapshot(owner, ids, DiskLimit.NONE);
    }

    /**
     * A new writable snapshot of which no more can be used than {@code limit}.
     *
     * @throws dev.slipway.host.base.EngineException INVALID when there is a limit and {@link #canLimit} says no
     */
    Snapshot snapshot(String owner, IdRange ids, DiskLimit limit);

    /** Whether this machine can bound what is written into a snapshot. */
    boolean canLimit();

    /** The existing snapshot of {@code owner}. */
    Snapshot find(String owner);

    /** Owners of all snapshots, for finding those that belong to nothing. */
    List<String> snapshots();

    /** Turns a snapshot's changes into a layer (ids shifted back); the snapshot is consumed. An unchanged snapshot gives the empty layer. */
    Layer commit(Snapshot snapshot, IdRange ids);

    /** Like {@link #commit} but leaves the snapshot in use ({@code docker commit}). */
    Layer copy(Snapshot snapshot, IdRange ids);

    /**
     * One layer that does what all of {@code diffIds} do; they stay.
     *
     * @param diffIds bottom first
     * @param check called now and then; throws to stop
     */
    Layer merge(List<String> diffIds, Runnable check);

    void remove(Snapshot snapshot);

    /** Removes a layer's folder; the caller knows that nothing uses it. */
    void remove(String diffId);

    List<Layer> list();

    @Override
    void close();

    /** @param bytes unpacked size */
    record Layer(String diffId, long bytes) {}

    /** @param disk file with the file system that the folders are in; null when they are the host's */
    record Snapshot(
            String owner, Path upper, Path work, @Nullable Path disk) {
        /** Opens the folder with what was written, wherever it is. */
        public DirFd open() {
            if (disk == null) {
                return DirFd.open(upper);
            }
            try (DirFd root = DirFd.of(DiskImage.mount(disk))) {
                return root.beneath(upper.toString());
            }
        }

        /** As a container's root on top of {@code lower}. */
        public Rootfs on(List<Path> lower, boolean readOnly) {
            return new Rootfs(lower, upper, work, readOnly, disk);
        }
    }
}
