package dev.slipway.host.exec;

import dev.slipway.host.container.Capabilities;
import dev.slipway.host.spec.ProcessSpec;
import java.util.ArrayList;
import java.util.List;

/** What an exec runs: what was asked for over what the container's first process has. Pure. */
final class ExecProcess {
    private static final String TERM = "TERM=";

    private ExecProcess() {}

    static ProcessSpec of(Execs.Request request, ProcessSpec first, ProcessSpec.Size size) {
        return new ProcessSpec(
                request.cmd(),
                environment(request, first),
                request.workingDir().isEmpty() ? first.cwd() : request.workingDir(),
                request.user().isEmpty() ? first.user() : request.user(),
                request.user().isEmpty() ? first.groupAdd() : List.of(),
                request.tty(),
                request.attachStdin(),
                request.privileged() ? Capabilities.ALL : first.capabilities(),
                first.noNewPrivileges(),
                first.rlimits(),
                size);
    }

    private static List<String> environment(Execs.Request request, ProcessSpec first) {
        List<String> env = new ArrayList<>(first.env());
        for (String assignment : request.env()) {
            int equals = assignment.indexOf('=');
            if (equals > 0) {
                env.removeIf(e -> e.startsWith(assignment.substring(0, equals + 1)));
                env.add(assignment);
            }
        }
        if (request.tty() && env.stream().noneMatch(e -> e.startsWith(TERM))) {
            env.add(TERM + "xterm");
        }
        return env;
    }
}
