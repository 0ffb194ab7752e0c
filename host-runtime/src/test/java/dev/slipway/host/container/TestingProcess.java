package dev.slipway.host.container;

import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.start.ExitStatus;
import dev.slipway.host.start.Running;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process without a process: real pipes, and a test that plays the other side. Outlives "engines" that adopt it. */
final class TestingProcess {
    private static final int DEADLINE_SECONDS = 10;
    private final Descriptors.Pair out = Descriptors.pipe("stdout of twin");
    private final Descriptors.Pair err = Descriptors.pipe("stderr of twin");
    private final Descriptors.Pair in = Descriptors.pipe("stdin of twin");
    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    private final int pid;
    private final boolean stdin;
    final BlockingQueue<Integer> signals = new LinkedBlockingQueue<>();
    final List<String> sizes = new CopyOnWriteArrayList<>();
    volatile boolean ignoresTerm;
    volatile boolean released;

    TestingProcess(int pid, boolean stdin) {
        this.pid = pid;
        this.stdin = stdin;
        Descriptors.nonBlocking(out.read());
        Descriptors.nonBlocking(err.read());
    }

    void say(String text) {
        try (NativeMemory memory = NativeMemory.of(text.getBytes(StandardCharsets.UTF_8))) {
            Descriptors.write(out.write(), memory);
        }
    }

    /** What it reads next from its input; "" at the end. */
    String hear() {
        try (NativeMemory memory = new NativeMemory(4096)) {
            int n = Descriptors.read(in.read(), memory);
            return new String(memory.bytes(0, n), StandardCharsets.UTF_8);
        }
    }

    void end(int code) {
        out.write().close();
        err.write().close();
        exit.complete(new ExitStatus(code, Instant.now()));
    }

    int nextSignal() throws InterruptedException {
        Integer signal = signals.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        return signal == null ? -1 : signal;
    }

    /** The engine's hold on it; each engine has its own descriptors. */
    Running hold(boolean tty) {
        Fd stdout = Descriptors.duplicate(out.read(), 0);
        Fd stderr = Descriptors.duplicate(err.read(), 0);
        Fd input = stdin ? Descriptors.duplicate(in.write(), 0) : null;
        return new Hold(stdout, stderr, input, tty);
    }

    private final class Hold implements Running {
        private final Fd stdout;
        private final Fd stderr;
        private final @Nullable Fd input;
        private final boolean tty;

        Hold(Fd stdout, Fd stderr, @Nullable Fd input, boolean tty) {
            this.stdout = stdout;
            this.stderr = stderr;
            this.input = input;
            this.tty = tty;
        }

        @Override
        public int pid() {
            return pid;
        }

        @Override
        public int shimPid() {
            return pid + 1;
        }

        @Override
        public boolean tty() {
            return tty;
        }

        @Override
        public @Nullable Fd stdin() {
            return input;
        }

        @Override
        public Fd stdout() {
            return stdout;
        }

        @Override
        public @Nullable Fd stderr() {
            return tty ? null : stderr;
        }

        @Override
        public void closeStdin() {
            in.write().close();
            if (input != null) {
                input.close();
            }
        }

        @Override
        public CompletableFuture<ExitStatus> exit() {
            return exit.copy();
        }

        @Override
        public void signal(int signal) {
            signals.add(signal);
            if (signal == Signals.KILL || signal == Signals.TERM && !ignoresTerm) {
                end(128 + signal);
            }
        }

        @Override
        public void resize(int columns, int rows) {
            sizes.add(columns + "x" + rows);
        }

        @Override
        public void dismiss() {}

        @Override
        public void release() {
            released = true;
            close();
        }

        @Override
        public void close() {
            stdout.close();
            stderr.close();
            if (input != null) {
                input.close();
            }
        }
    }
}
