package dev.slipway.host.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** A file that holds an ext4 file system of its own: what is written into it cannot outgrow it, neither in bytes nor in files. */
public final class DiskImage {
    /** Containers whose disks are mounted at once without waiting for one another. */
    private static final int TURNS = 64;

    private static final Object[] TURN =
            IntStream.range(0, TURNS).mapToObj(i -> new Object()).toArray();

    private DiskImage() {}

    /** Whether this machine has what {@link #mount} needs. */
    public static boolean available() {
        return Files.exists(LoopDevice.CONTROL);
    }

    /**
     * Mounts the file system nowhere. It stays mounted while the descriptor, or an overlay made of it, is there; then nothing
     * of it is left. Mounted several times at once it is the same file system.
     */
    public static Fd mount(Path image) {
        synchronized (TURN[Math.floorMod(image.hashCode(), TURNS)]) {
            try (Fd device = LoopDevice.of(image);
                    Fd fs = Mounts.open("ext4")) {
                Mounts.configure(fs, "source", device.name());
                // The tables of a sparse file are zero already: writing them would take up the disk for nothing.
                Mounts.configure(fs, "noinit_itable");
                // What is deleted inside is given back outside.
                Mounts.configure(fs, "discard");
                return Mounts.mountDetached(fs, Mounts.ATTR_NOSUID | Mounts.ATTR_NODEV | Mounts.ATTR_NOEXEC);
            }
        }
    }
}
