package dev.slipway.host.container;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Carries one client's input to a process, on a virtual thread: from when the process runs until either is at its end. */
public final class InputFeed {
    private static final int CHUNK = 32 << 10;

    private final InputStream source;
    private final @Nullable DetachKeys keys;
    private final boolean endWithSource;
    private final Runnable onDetach;

    /**
     * @param keys null when the client cannot detach by typing
     * @param endWithSource whether the process's input ends with the client's (StdinOnce)
     * @param onDetach called when the keys were typed
     */
    public InputFeed(InputStream source, @Nullable DetachKeys keys, boolean endWithSource, Runnable onDetach) {
        this.source = source;
        this.keys = keys;
        this.endWithSource = endWithSource;
        this.onDetach = onDetach;
    }

    /** Begins; interrupting the thread ends it. @param port completes when there is a process */
    public Thread begin(CompletableFuture<InputPort> port) {
        return Thread.ofVirtual().name("stdin").start(() -> {
            try {
                carry(port.get());
            } catch (IOException | InterruptedException | ExecutionException over) {
                // Client or process is gone; whoever attached learns so from the output's end.
            }
        });
    }

    private void carry(InputPort port) throws IOException, InterruptedException {
        byte[] chunk = new byte[CHUNK];
        int n = source.read(chunk);
        while (n >= 0) {
            byte[] on = keys == null ? Arrays.copyOf(chunk, n) : keys.filter(chunk, n);
            if (on == null) {
                onDetach.run();
                return;
            }
            port.write(on);
            n = source.read(chunk);
        }
        if (endWithSource) {
            port.end();
        }
    }
}
