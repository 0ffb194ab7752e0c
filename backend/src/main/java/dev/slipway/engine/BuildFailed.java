package dev.slipway.engine;

import org.jspecify.annotations.Nullable;

/** A step of a build failed; the message is the engine's. */
public final class BuildFailed extends RuntimeException {

    @Nullable
    private final transient Integer exitCode;

    /** A failure, with the exit code of the command when it was one. */
    public BuildFailed(String message, @Nullable Integer exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    /** What the command exited with, null when no command failed. */
    @Nullable
    public Integer exitCode() {
        return exitCode;
    }
}
