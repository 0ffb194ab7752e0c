package dev.slipway.host.start;

import dev.slipway.host.linux.Fd;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A process in a container (its first, or one of an exec) together with its shim and the engine's ends of its stdio. */
public interface Running extends AutoCloseable {
    /** In the host's pid namespace. */
    int pid();

    /** Of the shim. */
    int shimPid();

    boolean tty();

    /** Write end of stdin; null when it has none or it was closed. With a tty: the master. */
    @Nullable
    Fd stdin();

    /** Read end of stdout; with a tty: the master. Non-blocking. */
    Fd stdout();

    /** Read end of stderr; null with a tty. Non-blocking. */
    @Nullable
    Fd stderr();

    /** Ends the input of the process: closes every write end, the shim's too. */
    void closeStdin();

    /** Completes when the process has ended; never exceptionally while the shim lives. */
    CompletableFuture<ExitStatus> exit();

    /** Sends a signal by pidfd; nothing happens when the process has ended. */
    void signal(int signal);

    /** Sets the terminal's size (TIOCSWINSZ) in cells. */
    void resize(int columns, int rows);

    /** Tells the shim to end, and does not wait; a {@link #release()} that follows soon waits the less. */
    void dismiss();

    /** After {@link #exit()} completed and the output was drained: ends the shim and removes its state folder. */
    void release();

    /** Closes the engine's descriptors only; process and shim live on and can be adopted. */
    @Override
    void close();
}
