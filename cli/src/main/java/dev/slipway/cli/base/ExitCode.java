package dev.slipway.cli.base;

/** What the process exits with; from 64 on the numbers are those of BSD's {@code sysexits.h}. */
public enum ExitCode {
    /** Done. */
    OK(0),
    /** It was done, and what it was about failed: a build, a deployment. */
    FAILED(1),
    /** The command line itself is wrong. */
    USAGE(64),
    /** The server refused a value. */
    DATA(65),
    /** Nothing has that name, or it belongs to somebody else. */
    UNKNOWN(66),
    /** The server does not answer, or says that it cannot now. */
    UNAVAILABLE(69),
    /** A fault of ours. */
    SOFTWARE(70),
    /** A local file cannot be read or written. */
    FILE(74),
    /** Not possible at this moment: try again later. */
    BUSY(75),
    /** What answers is no Slipway server. */
    PROTOCOL(76),
    /** Not signed in, or not allowed. */
    DENIED(77),
    /** No server is known, or the settings cannot be read. */
    CONFIG(78),
    /** A command over there could not be started. */
    NOT_STARTED(126);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** As the shell sees it. */
    public int number() {
        return number;
    }
}
