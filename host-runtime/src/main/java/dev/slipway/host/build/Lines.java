package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.linux.KernelException;
import java.util.function.Supplier;

/** Says of what goes wrong in a step on which line of the Dockerfile the step stands. */
final class Lines {
    private static final String PARSE_ERROR = "dockerfile parse error";

    private Lines() {}

    static void at(int line, Runnable step) {
        at(line, () -> {
            step.run();
            return line;
        });
    }

    /** @param line 0 for a step that is not in the file */
    static <T> T at(int line, Supplier<T> step) {
        try {
            return step.get();
        } catch (EngineException e) {
            boolean said = line == 0
                    || Interruption.isCancelled(e)
                    || String.valueOf(e.getMessage()).startsWith(PARSE_ERROR);
            if (said) {
                throw e;
            }
            throw new EngineException(e.kind(), e.getMessage() + " (line " + line + " of the Dockerfile)", e);
        } catch (KernelException e) {
            throw new EngineException(ErrorKind.INTERNAL, e.getMessage() + " (line " + line + " of the Dockerfile)", e);
        }
    }
}
