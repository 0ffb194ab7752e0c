package dev.slipway.host.base;

import org.jspecify.annotations.Nullable;

/**
 * The engine's one error type: a kind and a sentence that names what, on what, why, and what to do.
 *
 * <p>Messages are lower case without a full stop, values quoted; some texts are Docker's own because its
 * clients decide exit codes by them.
 */
public final class EngineException extends RuntimeException {
    private final ErrorKind kind;

    public EngineException(ErrorKind kind, String message) {
        this(kind, message, null);
    }

    public EngineException(ErrorKind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public ErrorKind kind() {
        return kind;
    }

    public static EngineException invalid(String message) {
        return new EngineException(ErrorKind.INVALID, message);
    }

    public static EngineException notFound(String message) {
        return new EngineException(ErrorKind.NOT_FOUND, message);
    }

    public static EngineException conflict(String message) {
        return new EngineException(ErrorKind.CONFLICT, message);
    }

    public static EngineException internal(String message, @Nullable Throwable cause) {
        return new EngineException(ErrorKind.INTERNAL, message, cause);
    }
}
