package dev.slipway.host.launch;

import dev.slipway.host.linux.SyscallNumber;
import java.util.stream.Stream;

/** Takes single protections out of a program, so that a test of a protection is seen to fail without it. */
public final class Weakening {
    private static final int PATH = 1;
    private static final int HOW = 2;
    private static final int HOW_RESOLVE = 16;

    private Weakening() {}

    /** Makes the operations whose labels begin with {@code label} do nothing. */
    public static void leaveOut(SyscallProgram program, String label) {
        sections(program).flatMap(s -> s.labelled(label).stream()).forEach(Operation::leaveOut);
    }

    /** Lets openat2(2) in the operations whose labels begin with {@code label} follow whatever it meets, out of the root, too. */
    public static void loosen(SyscallProgram program, String label) {
        sections(program)
                .forEach(section -> section.labelled(label).stream()
                        .filter(operation -> operation.calls(SyscallNumber.OPENAT2))
                        .forEach(operation -> section.poke(operation.argument(HOW) + HOW_RESOLVE, 0)));
    }

    /** Gives the operations whose labels begin with {@code label} another path, which is their second argument. */
    public static void mislead(SyscallProgram program, String label, String path) {
        sections(program)
                .forEach(section ->
                        section.labelled(label).forEach(operation -> operation.argument(PATH, section.string(path))));
    }

    /** Makes the operations whose labels begin with {@code label} do nothing for a while. */
    public static void pause(SyscallProgram program, String label, int millis) {
        sections(program)
                .forEach(section -> section.labelled(label)
                        .forEach(operation ->
                                operation.become(SyscallNumber.NANOSLEEP, section.words(0, millis * 1_000_000L), 0)));
    }

    private static Stream<Section> sections(SyscallProgram program) {
        return Stream.of(program.kept(), program.once());
    }
}
