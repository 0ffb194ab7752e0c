package dev.slipway.engine;

import org.jspecify.annotations.Nullable;

/** A shell or a program in a container. {@link #read} belongs to one thread; the rest may be called from others. */
public interface Terminal extends AutoCloseable {

    /** What the shell has written, as soon as there is something; null when it has ended. */
    byte @Nullable [] read();

    /** Types. */
    void write(byte[] bytes);

    /** Says that nothing more will be typed. */
    void endInput();

    /** Tells the shell its new size. */
    void resize(int columns, int rows);

    /** What the shell exited with; asked after {@link #read} has ended. */
    int exitCode();

    /** Hangs up. */
    @Override
    void close();
}
