package dev.slipway.host.start;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.NativeMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * What launcher processes tell the engine through the report pipe. The conversation of a start:
 *
 * <pre>
 *   shim    → engine   Born(pid)        the process exists in its namespaces and waits
 *   engine  → process  go               id maps are written, it is in its cgroups: it makes its mounts
 *   engine  → process  go               its network interfaces are there: it configures them
 *   process → engine   end of pipe      executed: the pipe is close-on-exec
 *                   or Failed(step, errno)
 *                   or NotExecuted(errno of each place tried)
 * </pre>
 *
 * and of an exec, where the process that joins the container is not the one that becomes the command:
 *
 * <pre>
 *   shim    → engine   Born(joiner)
 *   engine  → joiner   go               it is in the container's cgroups
 *   joiner  → engine   Forked(pid)      and waits, so that the pid stays valid while the engine opens it
 *   engine  → joiner   go
 * </pre>
 *
 * A container that is born into another's namespaces is Forked as well, after a go for the joiner, and then goes on as in a start.
 */
sealed interface Report {
    /** First words of the records; step addresses are far above. */
    long BORN = 1;

    long FORKED = 2;
    long NOT_EXECUTED = 3;
    int RECORD_BYTES = 16;

    /** Longer than any start; what takes longer is stuck in a mount of a dead server. */
    long DEADLINE_MILLIS = 60_000;

    record Born(int pid) implements Report {}

    record Forked(int pid) implements Report {}

    /** @param step address of the operation */
    record Failed(long step, int errno) implements Report {}

    record NotExecuted(List<Integer> errnos) implements Report {}

    /** Every process that could say something has executed its program or ended. */
    record End() implements Report {}

    /** Waits for the next one. */
    static Report next(Fd pipe) {
        if (!Descriptors.awaitReadable(pipe, DEADLINE_MILLIS)) {
            throw EngineException.internal("container did not start within " + DEADLINE_MILLIS / 1000 + " s", null);
        }
        try (NativeMemory record = new NativeMemory(RECORD_BYTES)) {
            if (Descriptors.read(pipe, record) < RECORD_BYTES) {
                return new End();
            }
            long kind = record.getLong(0);
            long value = record.getLong(Long.BYTES);
            if (kind == BORN) {
                return new Born((int) value);
            }
            if (kind == FORKED) {
                return new Forked((int) value);
            }
            return kind == NOT_EXECUTED ? notExecuted(pipe, (int) value) : new Failed(kind, (int) -value);
        }
    }

    private static NotExecuted notExecuted(Fd pipe, int count) {
        List<Integer> errnos = new ArrayList<>();
        try (NativeMemory results = new NativeMemory(count * Long.BYTES)) {
            Descriptors.read(pipe, results);
            for (int i = 0; i < count; i++) {
                errnos.add((int) -results.getLong((long) i * Long.BYTES));
            }
        }
        return new NotExecuted(errnos);
    }
}
