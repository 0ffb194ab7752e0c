package dev.slipway.host.start;

import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.spec.ProcessSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pipes, events and sockets of one process, both sides, while it is being started. */
final class Stdio implements AutoCloseable {
    private final Fd nothing;
    private final Descriptors.@Nullable Pair input;
    private final Descriptors.@Nullable Pair output;
    private final Descriptors.@Nullable Pair errors;
    private final Descriptors.@Nullable Pair terminal;
    private final Descriptors.Pair report = Descriptors.pipe("report");
    private final Descriptors.Pair go = Descriptors.pipe("go");
    private final Fd ended = Descriptors.eventfd("end of process");
    private final Fd control = Descriptors.eventfd("shim control");

    /**
     * @param nothing stands in for what the process does not have
     * @param owner host id that may open the pipes again, as {@code /dev/stdout} does
     */
    Stdio(ProcessSpec process, Fd nothing, long owner) {
        this.nothing = nothing;
        input = process.stdin() && !process.tty() ? pipe("stdin", owner) : null;
        output = process.tty() ? null : pipe("stdout", owner);
        errors = process.tty() ? null : pipe("stderr", owner);
        terminal = process.tty() ? Descriptors.socketPair("terminal") : null;
    }

    private static Descriptors.Pair pipe(String name, long owner) {
        Descriptors.Pair pipe = Descriptors.pipe(name);
        Descriptors.chown(pipe.read(), owner, owner);
        return pipe;
    }

    /** In the order of {@link Numbers}. */
    List<Fd> descriptors() {
        List<Fd> all = new ArrayList<>();
        all.add(input == null ? nothing : input.write());
        all.add(output == null ? nothing : output.read());
        all.add(errors == null ? nothing : errors.read());
        all.add(ended);
        all.add(control);
        all.add(terminal == null ? nothing : terminal.read());
        all.add(report.write());
        all.add(go.read());
        all.add(input == null ? nothing : input.read());
        all.add(output == null ? nothing : output.write());
        all.add(errors == null ? nothing : errors.write());
        all.add(terminal == null ? nothing : terminal.write());
        return all;
    }

    /** After the launcher has its copies: what only the other side may hold, or the ends of pipes would never be seen. */
    void closeOtherSide() {
        report.write().close();
        go.read().close();
        for (Descriptors.Pair pair : pairs(output, errors)) {
            pair.write().close();
        }
        for (Descriptors.Pair pair : pairs(input)) {
            pair.read().close();
        }
        pairs(terminal).forEach(Descriptors.Pair::close);
    }

    private static List<Descriptors.Pair> pairs(Descriptors.@Nullable Pair... pairs) {
        List<Descriptors.Pair> there = new ArrayList<>();
        for (Descriptors.Pair pair : pairs) {
            if (pair != null) {
                there.add(pair);
            }
        }
        return there;
    }

    Fd report() {
        return report.read();
    }

    Fd go() {
        return go.write();
    }

    /** The engine's side, handed over to a {@link RunningProcess}; {@link #close} then closes only what is left. */
    Ends ends() {
        return new Ends(
                input == null ? null : input.write(),
                output == null ? null : output.read(),
                errors == null ? null : errors.read(),
                ended,
                control);
    }

    /** The descriptors an engine holds of a running process; without output there is a terminal. */
    record Ends(
            @Nullable Fd input,
            @Nullable Fd output,
            @Nullable Fd errors,
            Fd ended,
            Fd control) implements AutoCloseable {
        @Override
        public void close() {
            for (Fd fd : new @Nullable Fd[] {input, output, errors, ended, control}) {
                if (fd != null) {
                    fd.close();
                }
            }
        }
    }

    /** Ends the conversation; the process's own streams stay open. */
    void closeConversation() {
        report.close();
        go.close();
    }

    @Override
    public void close() {
        closeConversation();
        pairs(input, output, errors, terminal).forEach(Descriptors.Pair::close);
        ended.close();
        control.close();
    }
}
