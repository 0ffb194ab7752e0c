package dev.slipway.host.start;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.launch.SyscallProgram;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.spec.ProcessSpec;

/** Puts into Docker's words why a process did not start: its clients decide between exit codes 125, 126 and 127 by them. */
final class StartFailure {
    private static final String PREFIX = "unable to start container process: ";

    private StartFailure() {}

    static EngineException of(Report.Failed failed, SyscallProgram program) {
        Errno errno = Errno.of(failed.errno());
        String step = program.label(failed.step());
        return EngineException.internal(PREFIX + step + ": " + errno.text() + " (" + errno + ")", null);
    }

    static EngineException of(Report.NotExecuted report, ProcessSpec process) {
        String command = process.args().getFirst();
        int worst = Errno.ENOENT.code();
        for (int errno : report.errnos()) {
            boolean absent = errno == Errno.ENOENT.code() || errno == Errno.ENOTDIR.code();
            worst = absent ? worst : errno;
        }
        return new EngineException(ErrorKind.INVALID, PREFIX + reason(command, Errno.of(worst)));
    }

    private static String reason(String command, Errno errno) {
        String exec = "exec: \"" + command + "\": ";
        return switch (errno) {
            case ENOENT ->
                command.contains("/")
                        ? exec + "stat " + command + ": no such file or directory"
                        : exec + "executable file not found in $PATH";
            case EACCES, EPERM -> exec + "permission denied";
            case ENOEXEC -> "exec " + command + ": exec format error";
            default -> "exec " + command + ": " + errno.text();
        };
    }
}
