package dev.slipway.host.start;

import dev.slipway.host.launch.Launcher;

/** Which descriptor is what in a launcher process. The shim keeps those up to {@link #TERMINAL}, its child all others. */
final class Numbers {
    /** Write end of the process's input. */
    static final int INPUT = Launcher.FIRST;

    /** Read end of the process's output. */
    static final int OUTPUT = INPUT + 1;

    /** Read end of the process's error output. */
    static final int ERRORS = OUTPUT + 1;

    /** eventfd raised when the process has ended. */
    static final int ENDED = ERRORS + 1;

    /** eventfd by which the engine asks to close the process's input. */
    static final int CONTROL = ENDED + 1;

    /** Socket on which the shim receives the terminal's master. */
    static final int TERMINAL = CONTROL + 1;

    /** Write end of the pipe that {@link Report}s go through; closed by success. */
    static final int REPORT = TERMINAL + 1;

    /** Read end of the pipe by which the engine says "go". */
    static final int GO = REPORT + 1;

    static final int CHILD_INPUT = GO + 1;
    static final int CHILD_OUTPUT = CHILD_INPUT + 1;
    static final int CHILD_ERRORS = CHILD_OUTPUT + 1;

    /** Socket on which the child sends the terminal's master. */
    static final int CHILD_TERMINAL = CHILD_ERRORS + 1;

    /** The first that depends on what is started. */
    static final int OTHERS = CHILD_TERMINAL + 1;

    private Numbers() {}
}
