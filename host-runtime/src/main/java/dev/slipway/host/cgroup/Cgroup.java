package dev.slipway.host.cgroup;

import dev.slipway.host.spec.Limits;
import java.nio.file.Path;
import java.util.List;

/** One container's control group (in every hierarchy that matters). */
public interface Cgroup {
    void add(int pid);

    /** Where it lies: a folder in each hierarchy in which the container has a group of its own. */
    List<Path> folders();

    void apply(Limits limits);

    void freeze();

    void thaw();

    /** Lets what is about to be killed have all the processor it can get: dying takes some, and a fork bomb's share is small. */
    void hurry();

    /** Ends every process in it with SIGKILL, forks included; returns when none is left or after five seconds. */
    void kill();

    Usage usage();

    /** How many processes the kernel ended because the group's memory limit was reached. */
    long oomKills();

    /** Removes it, after ending every process that may still be in it. */
    default void end() {
        if (!removeEmpty()) {
            kill();
            remove();
        }
    }

    /** Removes it when no process is in it; false when one is, and then something of it is left. */
    boolean removeEmpty();

    /** Removes it; processes must be gone. Retries EBUSY for a short time. */
    void remove();
}
