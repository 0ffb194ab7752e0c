package dev.slipway.engine;

import org.jspecify.annotations.Nullable;

/** Lines of a container, one after another. Close it from any thread to end a waiting {@link #next}. */
public interface LogFeed extends AutoCloseable {

    /**
     * The next line; waits for it when following. Null at the end.
     *
     * @throws EngineFailure when the engine goes away
     */
    @Nullable
    LogEntry next();

    @Override
    void close();
}
