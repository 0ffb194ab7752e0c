package dev.slipway.host.start;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.Pidfd;
import dev.slipway.host.linux.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A started or adopted process. */
final class RunningProcess implements Running {
    private static final int SIGKILL = 9;

    /** How long a killed shim may take to end; it has next to nothing to clean up. */
    private static final long SHIM_END_MILLIS = 5_000;

    private final ShimFile.Notes notes;
    private final ShimFile file;
    private final Path stateDir;
    private final Pidfd shim;
    private final @Nullable Pidfd process;
    private final Stdio.Ends ends;
    private final @Nullable Fd terminal;
    private final Exits exits;
    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    private final long endKey;
    private final long shimKey;
    private boolean closed;

    /** @param process null when it has ended and its number may be another's by now */
    RunningProcess(
            ShimFile.Notes notes,
            ShimFile file,
            Path stateDir,
            Pidfd shim,
            @Nullable Pidfd process,
            Stdio.Ends ends,
            @Nullable Fd terminal,
            Exits exits) {
        this.notes = notes;
        this.file = file;
        this.stateDir = stateDir;
        this.shim = shim;
        this.process = process;
        this.ends = ends;
        this.terminal = terminal;
        this.exits = exits;
        Descriptors.nonBlocking(stdout());
        if (ends.errors() != null) {
            Descriptors.nonBlocking(ends.errors());
        }
        this.endKey = exits.when(ends.ended(), this::ended);
        this.shimKey = exits.when(shim.fd(), this::shimEnded);
    }

    private void ended() {
        ExitStatus status;
        synchronized (this) {
            if (closed) {
                return;
            }
            status = file.end()
                    .orElseThrow(() -> new IllegalStateException("the shim announced an end and stored none"));
        }
        exit.complete(status);
    }

    /** A shim never ends by itself while its process lives: somebody killed it, and nobody can tell how the process ends. */
    private void shimEnded() {
        signal(SIGKILL);
        exit.completeExceptionally(
                EngineException.internal("the shim of process " + notes.pid() + " was killed", null));
    }

    @Override
    public int pid() {
        return notes.pid();
    }

    @Override
    public int shimPid() {
        return notes.shimPid();
    }

    @Override
    public boolean tty() {
        return notes.tty();
    }

    @Override
    public @Nullable Fd stdin() {
        if (notes.tty()) {
            return terminal;
        }
        Fd input = ends.input();
        return input != null && input.isOpen() ? input : null;
    }

    @Override
    public Fd stdout() {
        return Objects.requireNonNull(notes.tty() ? terminal : ends.output());
    }

    @Override
    public @Nullable Fd stderr() {
        return ends.errors();
    }

    @Override
    public synchronized void closeStdin() {
        Fd input = ends.input();
        if (!closed && input != null && input.isOpen()) {
            input.close();
            Descriptors.raise(ends.control(), 1);
        }
    }

    @Override
    public CompletableFuture<ExitStatus> exit() {
        return exit;
    }

    @Override
    public synchronized void signal(int signal) {
        if (!closed && process != null) {
            process.signal(signal);
        }
    }

    @Override
    public synchronized void resize(int columns, int rows) {
        if (!closed && terminal != null) {
            Terminal.resize(terminal, columns, rows);
        }
    }

    @Override
    public synchronized void dismiss() {
        if (!closed) {
            exits.forget(shim.fd(), shimKey);
            shim.signal(SIGKILL);
        }
    }

    @Override
    public void release() {
        synchronized (this) {
            if (!closed) {
                dismiss();
                shim.awaitEnd(SHIM_END_MILLIS);
                shim.reap();
            }
        }
        close();
        remove(stateDir);
    }

    /** Removes a state folder, which holds the program file only. */
    static void remove(Path stateDir) {
        try {
            Files.deleteIfExists(stateDir.resolve(ShimFile.NAME));
            Files.deleteIfExists(stateDir);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove state folder '" + stateDir + "'", e);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        exits.forget(ends.ended(), endKey);
        exits.forget(shim.fd(), shimKey);
        ends.close();
        if (terminal != null) {
            terminal.close();
        }
        shim.close();
        if (process != null) {
            process.close();
        }
        file.close();
    }
}
