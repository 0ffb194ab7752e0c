package dev.slipway.host.cgroup;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.Sys;
import dev.slipway.host.linux.SyscallNumber;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ending every process of a group, also when they fork faster than anyone can list them. */
final class Killing {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int SIGKILL = 9;

    private Killing() {}

    /**
     * Returns when no process is left in {@code all}.
     *
     * @param unified the group in the unified hierarchy, which can kill a group in one act (kernel 5.14)
     * @param pids where new processes can be forbidden meanwhile, so that a fork bomb dies out
     */
    static void all(
            @Nullable GroupDir unified, @Nullable GroupDir pids, Optional<GroupDir> freezer, List<GroupDir> all) {
        if (pids != null && pids.exists()) {
            pids.set("pids.max", "0");
        }
        boolean gone = Until.holds(LIMIT, () -> {
            if (unified == null || !unified.set("cgroup.kill", "1")) {
                all.stream().flatMap(dir -> dir.processes().stream()).distinct().forEach(Killing::signal);
            }
            // A frozen process takes its SIGKILL only when thawed.
            freezer.ifPresent(dir -> dir.set("freezer.state", "THAWED"));
            return all.stream().allMatch(dir -> dir.processes().isEmpty());
        });
        if (!gone) {
            throw EngineException.internal(
                    "cannot end all processes of control group '"
                            + all.getFirst().path() + "' within " + LIMIT.toSeconds() + " s: "
                            + all.getFirst().processes()
                            + " are left, perhaps waiting for a device or network file system",
                    null);
        }
    }

    private static void signal(int pid) {
        // A pid of 0 is a process of an outer pid namespace; a process that just ended is fine.
        if (pid > 0) {
            Sys.raw(SyscallNumber.KILL, pid, SIGKILL);
        }
    }
}
