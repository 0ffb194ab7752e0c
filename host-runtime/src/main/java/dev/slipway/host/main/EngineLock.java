package dev.slipway.host.main;

import dev.slipway.host.base.EngineException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One engine for each data root. The kernel gives the lock back however the process ends. */
final class EngineLock implements AutoCloseable {
    /** The kernel tells nobody that a lock is free. */
    private static final long RETRY_NANOS = 20_000_000;

    private static final String FILE = "engine.lock";
    /** Others may pass through (a tenant's files are theirs), but not list: layers contain set-user-id programs. */
    private static final String MODE = "rwx--x---";

    private final FileChannel channel;

    private EngineLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock of {@code dataRoot}, made when missing; CONFLICT when another process still has it after {@code patience}. */
    static EngineLock take(Path dataRoot, Duration patience) {
        try {
            Files.createDirectories(dataRoot);
            Files.setPosixFilePermissions(dataRoot, PosixFilePermissions.fromString(MODE));
            FileChannel channel =
                    FileChannel.open(dataRoot.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            long end = System.nanoTime() + patience.toNanos();
            while (lock == null && System.nanoTime() < end) {
                LockSupport.parkNanos(RETRY_NANOS);
                lock = channel.tryLock();
            }
            if (lock == null) {
                channel.close();
                throw EngineException.conflict("data root '" + dataRoot
                        + "' is used by a running engine: stop it, or choose another --data-root");
            }
            return new EngineLock(channel);
        } catch (IOException e) {
            throw EngineException.internal("cannot lock data root '" + dataRoot + "': " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw EngineException.internal("cannot unlock: " + e, e);
        }
    }
}
