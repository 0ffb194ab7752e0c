package dev.slipway.host.confine;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.launch.Section;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.Sys;
import dev.slipway.host.linux.SyscallNumber;
import dev.slipway.host.spec.ProcessSpec.Rlimit;
import java.util.List;

/**
 * Resource limits of a process. Two halves, because raising a hard limit takes a right that only the engine has, while
 * lowering the number of descriptors must be the last thing before the program runs.
 */
public final class Rlimits {
    /** In the kernel's numbering (asm-generic/resource.h, also x86-64 and aarch64). */
    private static final List<String> NAMES = List.of(
            "cpu",
            "fsize",
            "data",
            "stack",
            "core",
            "rss",
            "nproc",
            "nofile",
            "memlock",
            "as",
            "locks",
            "sigpending",
            "msgqueue",
            "nice",
            "rtprio",
            "rttime");

    private static final int LIMIT_BYTES = 16;
    private final List<Rlimit> limits;

    public Rlimits(List<Rlimit> limits) {
        this.limits = limits;
        limits.forEach(Rlimits::check);
    }

    private static void check(Rlimit limit) {
        number(limit);
        if (Long.compareUnsigned(limit.soft(), limit.hard()) > 0) {
            throw EngineException.invalid("ulimit soft limit must be less than or equal to hard limit: " + limit.soft()
                    + " > " + limit.hard());
        }
    }

    private static int number(Rlimit limit) {
        int number = NAMES.indexOf(limit.name());
        if (number < 0) {
            throw EngineException.invalid("invalid ulimit type: " + limit.name());
        }
        return number;
    }

    /** Makes room in the hard limits of a process that waits. */
    public void raise(int pid) {
        for (Rlimit limit : limits) {
            try (NativeMemory memory = new NativeMemory(LIMIT_BYTES)) {
                String what = limit.name() + " of process " + pid;
                Sys.call("get limit", what, SyscallNumber.PRLIMIT64, pid, number(limit), 0, memory.address());
                if (Long.compareUnsigned(limit.hard(), memory.getLong(Long.BYTES)) > 0) {
                    memory.putLong(Long.BYTES, limit.hard());
                    Sys.call("raise limit", what, SyscallNumber.PRLIMIT64, pid, number(limit), memory.address(), 0);
                }
            }
        }
    }

    /** Adds the operations by which the process sets its limits. */
    public void add(Section section) {
        for (Rlimit limit : limits) {
            long value = section.words(limit.soft(), limit.hard());
            section.call("set limit " + limit.name(), SyscallNumber.PRLIMIT64, 0, number(limit), value, 0);
        }
    }
}
