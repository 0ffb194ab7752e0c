package dev.slipway.host.spec;

import java.util.List;
import java.util.Set;

/**
 * A process to be run in a container: its first one, or one of an exec.
 *
 * @param args argv; the first is searched in the container's PATH
 * @param env {@code NAME=value}
 * @param cwd absolute; created when missing (first process only)
 * @param user Docker's form: "", "1000", "1000:1000", "www-data", "www-data:adm"; names come from the root's own files
 * @param groupAdd further groups, names or numbers
 * @param tty whether it gets a terminal of the container's own devpts as 0, 1 and 2
 * @param stdin whether stdin is a pipe kept open; otherwise /dev/null
 * @param capabilities names without CAP_ ("CHOWN")
 * @param noNewPrivileges prctl PR_SET_NO_NEW_PRIVS
 * @param rlimits limits beyond the inherited
 * @param size of the terminal, set before the program starts and asks for it
 */
public record ProcessSpec(
        List<String> args,
        List<String> env,
        String cwd,
        String user,
        List<String> groupAdd,
        boolean tty,
        boolean stdin,
        Set<String> capabilities,
        boolean noNewPrivileges,
        List<Rlimit> rlimits,
        Size size) {
    /** Without a wish for the terminal's size. */
    public ProcessSpec(
            List<String> args,
            List<String> env,
            String cwd,
            String user,
            List<String> groupAdd,
            boolean tty,
            boolean stdin,
            Set<String> capabilities,
            boolean noNewPrivileges,
            List<Rlimit> rlimits) {
        this(args, env, cwd, user, groupAdd, tty, stdin, capabilities, noNewPrivileges, rlimits, Size.UNKNOWN);
    }

    /** A terminal's size in cells; 0 = the kernel's choice. */
    public record Size(int columns, int rows) {
        public static final Size UNKNOWN = new Size(0, 0);
    }

    /** One setrlimit(2) value; {@code name} as "nofile". */
    public record Rlimit(String name, long soft, long hard) {}
}
