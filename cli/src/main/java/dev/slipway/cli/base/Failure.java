package dev.slipway.cli.base;

/** Why a command cannot go on: one sentence for the person, and what the process exits with. */
public final class Failure extends RuntimeException {

    private final ExitCode code;

    /** A failure in one sentence, lower case, without a full stop. */
    public Failure(ExitCode code, String message) {
        super(message);
        this.code = code;
    }

    /** What the process exits with. */
    public ExitCode code() {
        return code;
    }

    /** The sentence. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
