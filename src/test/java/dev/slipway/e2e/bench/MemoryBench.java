package dev.slipway.e2e.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the platform takes while nothing happens, beside dockerd with its containerd. */
@Tag("bench")
@ExtendWith(OnPlatform.class)
class MemoryBench {
    private static final Duration SETTLING = Duration.ofMinutes(2);
    private static final Figures FIGURES = new Figures("memory");

    @Test
    void takesLittleWhenIdle(Platform platform) {
        long engine = settled(platform.pid("engine"));
        long control = settled(platform.pid("control"));
        FIGURES.line("engine %d MB RSS, %d MB PSS", engine / 1024, pss(platform.pid("engine")));
        FIGURES.line("control plane %d MB RSS, %d MB PSS", control / 1024, pss(platform.pid("control")));
        try (DockerDaemon theirs = new DockerDaemon()) {
            long all = theirs.processes().stream()
                    .mapToLong(Processes::rssKilobytes)
                    .sum();
            FIGURES.line(
                    "dockerd and containerd %d MB RSS, %d MB PSS",
                    all / 1024, Processes.pssKilobytes(theirs.processes()) / 1024);
        }
        assertTrue(engine > 0 && control > 0, "nothing was measured");
    }

    private static long pss(long pid) {
        return Processes.pssKilobytes(List.of(pid)) / 1024;
    }

    /** What it has when it neither grows nor shrinks any more. */
    private static long settled(long pid) {
        long[] before = {0};
        return Await.until(
                "the process of pid " + pid + " settles", SETTLING, () -> Processes.rssKilobytes(pid), now -> {
                    boolean same = Math.abs(now - before[0]) < 64;
                    before[0] = now;
                    return same;
                });
    }
}
