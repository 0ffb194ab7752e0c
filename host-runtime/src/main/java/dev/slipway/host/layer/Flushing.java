package dev.slipway.host.layer;

import dev.slipway.host.linux.DataFile;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.SmallFile;
import dev.slipway.host.linux.Sys;
import dev.slipway.host.linux.SyscallNumber;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Makes layers survive a power cut without anybody waiting for the disk. A layer gets a mark before it is put into its
 * place; some seconds later the file system is flushed once for all that came meanwhile, and their marks go. A mark of
 * another boot says that the machine went down before the flush: nobody knows which of the layer's blocks are on disk, and
 * it is not taken.
 *
 * <p>The order on a journaling file system: the mark's name is committed with or before the layer's new name, because it was
 * made first; the mark's removal is made after syncfs(2) has returned. Whatever of it a power cut keeps, no layer without a
 * mark is incomplete.
 */
final class Flushing implements AutoCloseable {
    private static final String BOOT = "/proc/sys/kernel/random/boot_id";

    /** Layers come in groups, and one flush serves them all; a power cut in between costs them. */
    private static final long DELAY_SECONDS = 3;

    private static final int OWNER_ONLY = 0600;
    private static final System.Logger LOG = System.getLogger("slipway.layers");

    private final Path root;
    private final DirFd marks;
    private final String boot = SmallFile.read(BOOT).strip();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("layer-flush").daemon(true).factory());

    Flushing(Path root) {
        this.root = root;
        this.marks = LayerFiles.folder(root, "unflushed");
        if (!marks.names().isEmpty()) {
            later();
        }
    }

    /** The layers, by the names of their folders, that were not flushed before the machine went down. */
    List<String> lost() {
        return marks.names().stream()
                .filter(hex -> !SmallFile.read(
                                root.resolve("unflushed").resolve(hex).toString())
                        .equals(boot))
                .toList();
    }

    void mark(String hex) {
        marks.unlink(hex);
        byte[] text = boot.getBytes(StandardCharsets.UTF_8);
        try (DataFile file = DataFile.of(marks.create(hex, OWNER_ONLY));
                NativeMemory memory = NativeMemory.of(text)) {
            file.write(memory, text.length, 0);
        }
    }

    /** The layer is gone. */
    void forget(String hex) {
        marks.unlink(hex);
    }

    /** Flushes what has a mark, soon. */
    void later() {
        try {
            var unused = worker.schedule(this::flush, DELAY_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            // The engine stops; the next one of this boot finds the marks.
        }
    }

    private void flush() {
        try {
            List<String> waiting = marks.names();
            if (!waiting.isEmpty()) {
                Sys.call(
                        "flush",
                        root.toString(),
                        SyscallNumber.SYNCFS,
                        marks.fd().number());
                waiting.forEach(marks::unlink);
            }
        } catch (KernelException e) {
            LOG.log(System.Logger.Level.ERROR, "layers are not safe from a power cut", e);
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
