package dev.slipway.host.confine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Paths that the kernel does not protect from a container's root.
 *
 * @param masked shown as empty
 * @param readOnly shown read-only
 */
public record HiddenPaths(List<String> masked, List<String> readOnly) {
    private static final List<String> MASKED_ANYWHERE = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware",
            "/sys/devices/virtual/powercap");

    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private static final Path PROCESSORS = Path.of("/sys/devices/system/cpu");
    private static final List<String> MASKED = hostsMasked();

    /** What a container hides that asked for {@code masked} and {@code readOnly}; null means the default list. */
    public static HiddenPaths of(@Nullable List<String> masked, @Nullable List<String> readOnly) {
        return new HiddenPaths(masked == null ? MASKED : masked, readOnly == null ? READ_ONLY : readOnly);
    }

    private static List<String> hostsMasked() {
        List<String> paths = new ArrayList<>(MASKED_ANYWHERE);
        try (DirectoryStream<Path> processors = Files.newDirectoryStream(PROCESSORS, "cpu[0-9]*")) {
            for (Path processor : processors) {
                // Throttling counters tell neighbours apart by the heat they make.
                Path throttle = processor.resolve("thermal_throttle");
                if (Files.exists(throttle)) {
                    paths.add(throttle.toString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list '" + PROCESSORS + "'", e);
        }
        return List.copyOf(paths);
    }
}
