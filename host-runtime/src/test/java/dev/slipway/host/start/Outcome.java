package dev.slipway.host.start;

import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** What a container did: its exit code and everything it wrote. */
record Outcome(int code, String out, String err) {
    private static final long DEADLINE_MILLIS = 20_000;

    /** Waits for the end, takes the output, releases. */
    static Outcome of(Running running) throws Exception {
        String out = text(running.stdout());
        Fd errors = running.stderr();
        String err = errors == null ? "" : text(errors);
        int code = running.exit().get(DEADLINE_MILLIS, TimeUnit.MILLISECONDS).code();
        running.release();
        return new Outcome(code, out, err);
    }

    /** Everything until the other side is closed. */
    static String text(Fd fd) {
        StringBuilder text = new StringBuilder();
        try (NativeMemory chunk = new NativeMemory(4096)) {
            while (true) {
                if (!Descriptors.awaitReadable(fd, DEADLINE_MILLIS)) {
                    throw new AssertionError("no end of output within the deadline; so far: " + text);
                }
                int n;
                try {
                    n = Descriptors.read(fd, chunk);
                } catch (dev.slipway.host.linux.KernelException e) {
                    // A terminal without processes answers EIO.
                    return text.toString();
                }
                if (n == 0) {
                    return text.toString();
                }
                text.append(new String(chunk.bytes(0, n), StandardCharsets.UTF_8));
            }
        }
    }
}
