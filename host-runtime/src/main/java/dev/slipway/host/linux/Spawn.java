package dev.slipway.host.linux;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * posix_spawn(3): the one way to start a process that costs the same however big this one is, because parent and child
 * share the memory until the child has executed its program.
 */
public final class Spawn {
    /** Bigger than posix_spawn_file_actions_t of glibc and musl (80 bytes). */
    private static final int ACTIONS_SIZE = 256;

    /** Bigger than posix_spawnattr_t of glibc and musl (336 bytes). */
    private static final int ATTRIBUTES_SIZE = 1024;

    private static final int SIGSET_SIZE = 128;
    private static final short SET_SIGDEF_AND_SIGMASK = 4 | 8;

    private Spawn() {}

    /**
     * Starts {@code executable} with every signal blocked and at its default action, and an empty environment.
     *
     * @param descriptors the one at index {@code i} becomes number {@code i}; their own numbers must not be below the
     *     list's size. What else is open and not close-on-exec stays open: the program has to close it
     * @return the new process's pid
     */
    public static int start(Fd executable, List<String> args, List<Fd> descriptors) {
        try (NativeMemory path = NativeMemory.string(executable.path());
                NativeMemory argv = strings(args);
                NativeMemory actions = new NativeMemory(ACTIONS_SIZE);
                NativeMemory attributes = new NativeMemory(ATTRIBUTES_SIZE);
                NativeMemory all = allSignals();
                NativeMemory pid = new NativeMemory(Long.BYTES)) {
            Libc libc = Libc.INSTANCE;
            check("prepare", libc.posix_spawn_file_actions_init(actions.address()));
            check("prepare", libc.posix_spawnattr_init(attributes.address()));
            try {
                for (int i = 0; i < descriptors.size(); i++) {
                    int from = descriptors.get(i).number();
                    check("prepare", libc.posix_spawn_file_actions_adddup2(actions.address(), from, i));
                }
                check("prepare", libc.posix_spawnattr_setflags(attributes.address(), SET_SIGDEF_AND_SIGMASK));
                check("prepare", libc.posix_spawnattr_setsigmask(attributes.address(), all.address()));
                check("prepare", libc.posix_spawnattr_setsigdefault(attributes.address(), all.address()));
                long noEnvironment = argv.address() + argv.size() - Long.BYTES;
                check(
                        "execute",
                        libc.posix_spawn(
                                pid.address(),
                                path.address(),
                                actions.address(),
                                attributes.address(),
                                argv.address(),
                                noEnvironment,
                                0));
                return pid.getInt(0);
            } finally {
                libc.posix_spawn_file_actions_destroy(actions.address());
                libc.posix_spawnattr_destroy(attributes.address());
            }
        }
    }

    /** The argv block: pointers, a null, the strings themselves, and one more null that serves as an empty environment. */
    private static NativeMemory strings(List<String> args) {
        List<byte[]> texts = args.stream()
                .map(text -> (text + '\0').getBytes(StandardCharsets.UTF_8))
                .toList();
        int pointers = (args.size() + 1) * Long.BYTES;
        int bytes = texts.stream().mapToInt(text -> text.length).sum();
        int padded = (pointers + bytes + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
        NativeMemory block = new NativeMemory(padded + Long.BYTES);
        int at = pointers;
        for (int i = 0; i < texts.size(); i++) {
            block.putLong((long) i * Long.BYTES, block.address() + at).put(at, texts.get(i));
            at += texts.get(i).length;
        }
        return block;
    }

    private static NativeMemory allSignals() {
        NativeMemory set = new NativeMemory(SIGSET_SIZE);
        for (int i = 0; i < SIGSET_SIZE; i += Long.BYTES) {
            set.putLong(i, -1);
        }
        return set;
    }

    private static void check(String operation, int errno) {
        if (errno != 0) {
            throw new KernelException(operation, "launcher", Errno.of(errno));
        }
    }
}
