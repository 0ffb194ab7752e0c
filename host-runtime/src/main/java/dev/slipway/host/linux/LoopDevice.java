package dev.slipway.host.linux;

import dev.slipway.host.base.EngineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Block devices whose blocks are those of a file (loop(4)). They go by themselves when nothing uses them any more. */
final class LoopDevice {
    static final Path CONTROL = Path.of("/dev/loop-control");
    private static final Path ALL = Path.of("/sys/block");
    private static final int LOOP_CTL_GET_FREE = 0x4C82;
    private static final int LOOP_CONFIGURE = 0x4C0A;
    private static final int LOOP_GET_STATUS64 = 0x4C05;
    private static final int AUTOCLEAR = 4;

    /** Else every block would be cached twice, the second time on nobody's account. */
    private static final int DIRECT_IO = 16;

    /** {@code struct loop_info64}, and where in it the inode and the flags are. */
    private static final int INFO_BYTES = 232;

    private static final int INFO_INODE = 8;
    private static final int INFO_FLAGS = 52;

    /** {@code struct loop_config}: descriptor, block size, loop_info64, 64 bytes of nothing. */
    private static final int CONFIG_BYTES = 304;

    private static final int CONFIG_INFO = 8;

    /** Somebody else may take the free device first, some times in a row. */
    private static final int TRIES = 32;

    private LoopDevice() {}

    /**
     * The device over {@code file}: the one there is, or a new one. It stays as long as the descriptor or a mount holds it.
     *
     * <p>Two devices over one file would be two caches of the same blocks, so callers take turns for a file.
     */
    static Fd of(Path file) {
        try (Fd backing = Descriptors.open(file, Descriptors.READ_WRITE)) {
            return find(file, DirFd.stat(backing).inode()).orElseGet(() -> attach(backing));
        }
    }

    private static Optional<Fd> find(Path file, long inode) {
        for (Path device : devices()) {
            if (file.toString().equals(backing(device))) {
                Path node = Path.of("/dev").resolve(device.getFileName());
                Fd open = Descriptors.open(node, Descriptors.READ_WRITE);
                // Held open now, it can no longer go; whether it went before, only the device itself can say.
                if (inodeOf(open) == inode) {
                    return Optional.of(open);
                }
                open.close();
            }
        }
        return Optional.empty();
    }

    private static List<Path> devices() {
        try (Stream<Path> all = Files.list(ALL)) {
            return all.filter(path -> path.getFileName().toString().startsWith("loop"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list loop devices in '" + ALL + "'", e);
        }
    }

    /** The file a device is over, as the kernel names it; "" when it is over none. */
    private static String backing(Path device) {
        try {
            return Files.readString(device.resolve("loop/backing_file")).strip();
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            // Let go between the opening and the reading.
            return "";
        }
    }

    private static long inodeOf(Fd device) {
        try (NativeMemory info = new NativeMemory(INFO_BYTES)) {
            long result = Sys.raw(SyscallNumber.IOCTL, device.number(), LOOP_GET_STATUS64, info.address());
            return result < 0 ? 0 : info.getLong(INFO_INODE);
        }
    }

    private static Fd attach(Fd backing) {
        for (int i = 0; i < TRIES; i++) {
            Fd device = free();
            try (NativeMemory config = new NativeMemory(CONFIG_BYTES)) {
                config.putInt(0, backing.number()).putInt(CONFIG_INFO + INFO_FLAGS, AUTOCLEAR | DIRECT_IO);
                Sys.call(
                        "attach to " + device.name(),
                        backing.name(),
                        SyscallNumber.IOCTL,
                        device.number(),
                        LOOP_CONFIGURE,
                        config.address());
                return device;
            } catch (KernelException e) {
                device.close();
                if (e.errno() != Errno.EBUSY) {
                    throw e;
                }
            }
        }
        throw EngineException.internal(
                "cannot attach '" + backing.name() + "': others take each free loop device", null);
    }

    private static Fd free() {
        try (Fd control = Descriptors.open(CONTROL, Descriptors.READ_WRITE)) {
            long number =
                    Sys.call("find a free loop device", "", SyscallNumber.IOCTL, control.number(), LOOP_CTL_GET_FREE);
            return Descriptors.open(Path.of("/dev/loop" + number), Descriptors.READ_WRITE);
        }
    }
}
