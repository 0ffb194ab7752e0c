package dev.slipway.host.cgroup;

import dev.slipway.host.spec.Limits;

/** One container's control group (in every hierarchy that matters). */
public interface Cgroup {
    void add(int pid);

    void apply(Limits limits);

    void freeze();

    void thaw();

    /** Ends every process in it with SIGKILL, forks included; returns when none is left or after five seconds. */
    void kill();

    Usage usage();

    /** How many processes the kernel ended because the group's memory limit was reached. */
    long oomKills();

    /** Removes it; processes must be gone. Retries EBUSY for a short time. */
    void remove();
}
