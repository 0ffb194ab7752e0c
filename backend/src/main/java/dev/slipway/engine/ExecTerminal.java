package dev.slipway.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.command.InspectExecResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A shell by {@code exec}: bash where the image has it, else sh. */
final class ExecTerminal implements Terminal {

    /** In order of comfort. */
    private static final List<String> SHELLS = List.of("/bin/bash", "/bin/sh");

    /** What starting a program that is not there exits with. */
    private static final List<Integer> NOT_STARTED = List.of(126, 127);

    private final Wire wire;
    private final UUID team;
    private final String container;

    private volatile Running running;
    private int columns;
    private int rows;
    private boolean typed;

    private record Running(int shell, String exec, Hijacked stream) {}

    private ExecTerminal(Wire wire, UUID team, String container, int columns, int rows) {
        this.wire = wire;
        this.team = team;
        this.container = container;
        this.columns = columns;
        this.rows = rows;
        this.running = first();
    }

    static ExecTerminal open(Wire wire, UUID team, String container, int columns, int rows) {
        return new ExecTerminal(wire, team, container, columns, rows);
    }

    @Override
    public byte @Nullable [] read() {
        try {
            byte[] bytes = running.stream.read();
            return bytes == null && nextShell() ? read() : bytes;
        } catch (IOException hungUp) {
            return null;
        }
    }

    @Override
    public void write(byte[] bytes) {
        typed = true;
        try {
            running.stream.write(bytes);
        } catch (IOException broken) {
            throw Wire.unreachable(broken);
        }
    }

    @Override
    public void endInput() {
        try {
            running.stream.endOutput();
        } catch (IOException broken) {
            throw Wire.unreachable(broken);
        }
    }

    @Override
    public void resize(int newColumns, int newRows) {
        columns = newColumns;
        rows = newRows;
        Wire.translate(
                "resize terminal",
                () -> wire.docker(team)
                        .resizeExecCmd(running.exec)
                        .withSize(rows, columns)
                        .exec());
    }

    @Override
    public int exitCode() {
        InspectExecResponse found = Wire.translate(
                "inspect exec",
                () -> wire.docker(team).inspectExecCmd(running.exec).exec());
        Long code = found.getExitCodeLong();
        return code == null ? 0 : code.intValue();
    }

    @Override
    public void close() {
        try {
            running.stream.close();
        } catch (IOException ignored) {
            // Hanging up twice is hanging up.
            return;
        }
    }

    private Running first() {
        for (int shell = 0; ; shell++) {
            try {
                return start(shell);
            } catch (EngineFailure refused) {
                if (refused.unreachable() || refused.unknown() || shell + 1 == SHELLS.size()) {
                    throw refused;
                }
            }
        }
    }

    /** A missing shell shows only when its exec has ended: then the next one is tried, unless somebody typed. */
    private boolean nextShell() {
        int next = running.shell + 1;
        if (typed || next == SHELLS.size() || !NOT_STARTED.contains(exitCode())) {
            return false;
        }
        close();
        running = start(next);
        return true;
    }

    private Running start(int shell) {
        ObjectNode order = wire.json().createObjectNode();
        order.put("AttachStdin", true).put("AttachStdout", true).put("AttachStderr", true);
        order.put("Tty", true).put("User", "0");
        order.putArray("Cmd").add(SHELLS.get(shell));
        order.putArray("Env").add("TERM=xterm-256color");
        order.putArray("ConsoleSize").add(rows).add(columns);
        String exec = wire.call(team, "POST", "/containers/" + Wire.encode(container) + "/exec", order)
                .path("Id")
                .asText();
        ObjectNode begin = wire.json().createObjectNode();
        begin.put("Detach", false).put("Tty", true);
        begin.putArray("ConsoleSize").add(rows).add(columns);
        Hijacked stream = Hijacked.open(wire.socket(), team, "/exec/" + Wire.encode(exec) + "/start", begin);
        return new Running(shell, exec, stream);
    }
}
