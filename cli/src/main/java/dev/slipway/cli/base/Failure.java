package dev.slipway.cli.base;

/** Why a command cannot go on: one sentence for the person, and what the process exits with. */
public final class Failure extends RuntimeException {

    private final ExitCode code;
    private final String type;

    /** A failure in one sentence, lower case, without a full stop. */
    public Failure(ExitCode code, String message) {
        this(code, message, "");
    }

    /** A failure of a kind that somebody may act upon, for example {@code second-factor}. */
    public Failure(ExitCode code, String message, String type) {
        super(message);
        this.code = code;
        this.type = type;
    }

    /** The last part of the problem's type; empty when there is none. */
    public String type() {
        return type;
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
