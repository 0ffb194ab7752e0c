package dev.slipway.host.layer;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.DiskImage;
import dev.slipway.host.spec.DiskLimit;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Makes the disk of a snapshot that may not grow beyond a limit: a sparse file with an ext4 file system, which takes of the
 * host's disk what is written into it. {@code mkfs.ext4} is an external program: a file system's layout is nothing to write twice.
 */
public final class SnapshotDisk {
    private static final List<Path> PLACES =
            List.of(Path.of("/usr/sbin/mkfs.ext4"), Path.of("/sbin/mkfs.ext4"), Path.of("/usr/bin/mkfs.ext4"));

    /** Milliseconds, as hardly anything is written; longer means that the disk below is stuck. */
    private static final int TIMEOUT_SECONDS = 60;

    private static final int MESSAGE_BYTES = 4096;
    private static final long BLOCK_BYTES = 4096;
    private static final long INODE_BYTES = 256;

    /** Each so many blocks have two of bitmaps and a descriptor. */
    private static final long BLOCKS_PER_GROUP = 32_768;

    private static final long GROUP_OVERHEAD_BLOCKS = 3;

    /** Superblocks, root folder, and what rounding takes. */
    private static final long FIXED_OVERHEAD_BLOCKS = 256;

    /** A journal must have a mebibyte of blocks at least; a disk of a few has no room for one. */
    private static final long JOURNAL_MEBIBYTES = 4;

    private static final long SMALLEST_WITH_JOURNAL = 64L << 20;

    private SnapshotDisk() {}

    /** Whether this machine has what it takes. */
    public static boolean available() {
        return DiskImage.available() && program().isPresent();
    }

    /** Makes {@code file}, on which {@code limit} can be written beside the file system's own tables. */
    static void make(Path file, DiskLimit limit) {
        Path mkfs = program()
                .orElseThrow(
                        () -> unavailable("the program mkfs.ext4 is in none of " + PLACES + ": install e2fsprogs"));
        if (!DiskImage.available()) {
            throw unavailable("this machine has no loop devices: load the kernel module loop");
        }
        boolean journal = limit.bytes() >= SMALLEST_WITH_JOURNAL;
        try {
            Descriptors.create(file).close();
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(bytes(limit, journal));
            }
            run(mkfs, file, limit, journal);
        } catch (IOException e) {
            throw EngineException.internal("cannot make the disk '" + file + "': " + e.getMessage(), e);
        }
    }

    private static long bytes(DiskLimit limit, boolean journal) {
        long blocks = limit.bytes() / BLOCK_BYTES + limit.inodes() * INODE_BYTES / BLOCK_BYTES + FIXED_OVERHEAD_BLOCKS;
        long groups = blocks / BLOCKS_PER_GROUP + 1;
        long journalBytes = journal ? JOURNAL_MEBIBYTES << 20 : 0;
        return (blocks + groups * GROUP_OVERHEAD_BLOCKS) * BLOCK_BYTES + journalBytes;
    }

    private static void run(Path mkfs, Path file, DiskLimit limit, boolean journal) throws IOException {
        List<String> command = List.of(
                mkfs.toString(),
                "-q",
                "-F",
                "-b",
                Long.toString(BLOCK_BYTES),
                "-I",
                Long.toString(INODE_BYTES),
                "-N",
                Long.toString(limit.inodes()),
                "-m",
                "0",
                "-O",
                journal ? "^resize_inode" : "^resize_inode,^has_journal",
                journal ? "-Jsize=" + JOURNAL_MEBIBYTES : "-q",
                "-E",
                "lazy_itable_init=1,lazy_journal_init=1,nodiscard,root_owner=0:0",
                file.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String message = new String(process.getInputStream().readNBytes(MESSAGE_BYTES), StandardCharsets.UTF_8).strip();
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("mkfs.ext4 has not ended within " + TIMEOUT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new IOException("mkfs.ext4: " + message);
        }
    }

    private static Optional<Path> program() {
        return PLACES.stream().filter(Files::isExecutable).findFirst();
    }

    private static EngineException unavailable(String why) {
        return new EngineException(ErrorKind.INVALID, "cannot limit what a container writes: " + why);
    }
}
