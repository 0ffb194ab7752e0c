package dev.slipway.host.logs;

/** A container's kept output. Made by {@link ContainerLogs}. */
public interface ContainerLog extends AutoCloseable {
    /** Reads as {@code query} says; the caller closes the reader. */
    LogReader read(Query query);

    /** What was output until now; {@code atTheSameTime} runs in the very moment, so that nothing is missed or seen twice. */
    Past past(Query query, Runnable atTheSameTime);

    @Override
    void close();

    /**
     * @param sinceNanos first timestamp wanted, 0 = from the start
     * @param untilNanos last timestamp wanted, 0 = none
     * @param tail last n lines only, -1 = all
     * @param follow go on when the end is reached, until the container's output ends for good
     */
    record Query(boolean stdout, boolean stderr, long sinceNanos, long untilNanos, long tail, boolean follow) {}

    /** A cursor over lines. */
    interface LogReader extends AutoCloseable {
        /** The next line; null at the end. Blocks when following. */
        @org.jspecify.annotations.Nullable
        LogLine next() throws InterruptedException;

        @Override
        void close();
    }
}
