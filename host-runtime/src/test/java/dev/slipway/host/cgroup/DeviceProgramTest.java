package dev.slipway.host.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.spec.DeviceAccess.Rule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The device program of version 2, executed as the kernel does it, against the rules as they are written for version 1. */
class DeviceProgramTest {
    private static final int MAKE = 1;
    private static final int READ = 2;
    private static final int WRITE = 4;
    private static final int BLOCK = 1;
    private static final int CHARACTER = 2;

    /** Docker's default list, "c major:minor access". */
    private static final List<Rule> USUAL = List.of(
            new Rule('a', -1, -1, "m"),
            new Rule('c', 1, 3, "rwm"),
            new Rule('c', 1, 5, "rwm"),
            new Rule('c', 1, 7, "rwm"),
            new Rule('c', 1, 8, "rwm"),
            new Rule('c', 1, 9, "rwm"),
            new Rule('c', 5, 0, "rwm"),
            new Rule('c', 5, 1, "rwm"),
            new Rule('c', 5, 2, "rwm"),
            new Rule('c', 10, 200, "rwm"),
            new Rule('c', 136, -1, "rwm"));

    private static boolean allows(List<Rule> further, int type, int major, int minor, int access) {
        return new Machine(DeviceProgram.bytes(further), access << 16 | type, major, minor).run() == 1;
    }

    @Test
    void withoutFurtherRulesOnlyTheHarmlessCanBeOpened() {
        // Given
        List<Rule> none = List.of();
        // When, Then
        assertTrue(allows(none, CHARACTER, 1, 3, READ | WRITE));
        assertTrue(allows(none, CHARACTER, 136, 77, READ | WRITE));
        assertTrue(allows(none, BLOCK, 8, 0, MAKE));
        assertFalse(allows(none, BLOCK, 1, 3, READ));
        assertFalse(allows(none, BLOCK, 8, 0, READ | MAKE));
        assertFalse(allows(none, CHARACTER, 1, 1, READ));
        assertFalse(allows(none, CHARACTER, 10, 229, READ | WRITE));
    }

    @Test
    void aRuleAllowsWhatItSaysAndNoMore() {
        // Given
        List<Rule> reading =
                List.of(new Rule('b', 8, -1, "r"), new Rule('c', 10, 229, "rw"), new Rule('a', 7, 3, "rwm"));
        // When, Then
        assertTrue(allows(reading, BLOCK, 8, 5, READ));
        assertFalse(allows(reading, BLOCK, 8, 5, READ | WRITE));
        assertFalse(allows(reading, CHARACTER, 8, 5, READ));
        assertTrue(allows(reading, CHARACTER, 10, 229, READ | WRITE));
        assertFalse(allows(reading, CHARACTER, 10, 229, READ | WRITE | MAKE));
        assertTrue(allows(reading, BLOCK, 7, 3, READ | WRITE | MAKE));
        assertTrue(allows(reading, CHARACTER, 7, 3, WRITE));
        assertFalse(allows(reading, CHARACTER, 7, 4, WRITE));
    }

    @Test
    void anyRulesDecideAsTheirTextSays() {
        // Given
        Random random = new Random(20_261_124);
        for (int i = 0; i < 500; i++) {
            List<Rule> further = random.ints(random.nextInt(5), 0, 1 << 20)
                    .mapToObj(DeviceProgramTest::rule)
                    .toList();
            for (int device = 0; device < 40; device++) {
                int type = 1 + random.nextInt(2);
                int major = random.nextInt(12);
                int minor = random.nextInt(12);
                int access = 1 + random.nextInt(7);
                // When, Then
                boolean expected = java.util.stream.Stream.concat(USUAL.stream(), further.stream())
                        .anyMatch(rule -> fits(rule, type, major, minor, access));
                assertEquals(
                        expected,
                        allows(further, type, major, minor, access),
                        () -> further + " type " + type + " " + major + ":" + minor + " access " + access);
            }
        }
    }

    private static Rule rule(int bits) {
        String access = List.of("r", "w", "m", "rw", "rm", "wm", "rwm").get(bits % 7);
        int major = (bits >> 4) % 13 - 1;
        int minor = (bits >> 9) % 13 - 1;
        return new Rule("acb".charAt((bits >> 14) % 3), major, minor, access);
    }

    private static boolean fits(Rule rule, int type, int major, int minor, int access) {
        int allowed = (rule.access().contains("m") ? MAKE : 0)
                | (rule.access().contains("r") ? READ : 0)
                | (rule.access().contains("w") ? WRITE : 0);
        return (rule.type() == 'a' || rule.type() == (type == CHARACTER ? 'c' : 'b'))
                && (rule.major() == -1 || rule.major() == major)
                && (rule.minor() == -1 || rule.minor() == minor)
                && (access & ~allowed) == 0;
    }

    /** The few instructions of BPF that the program may use (bpf(2), instruction set v1); anything else is a fault. */
    private static final class Machine {
        private static final int MOST_STEPS = 10_000;
        private final ByteBuffer program;
        private final int[] context;
        private final long[] registers = new long[11];

        Machine(byte[] program, int... context) {
            this.program = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
            this.context = context;
        }

        long run() {
            int at = 0;
            for (int step = 0; step < MOST_STEPS; step++) {
                int code = program.get(at) & 0xff;
                int target = program.get(at + 1) & 0xf;
                int source = program.get(at + 1) >> 4 & 0xf;
                int offset = program.getShort(at + 2);
                int value = program.getInt(at + 4);
                at += 8;
                switch (code) {
                    case 0x61 -> registers[target] = context[offset / 4] & 0xffffffffL;
                    case 0x54 -> registers[target] = registers[target] & value & 0xffffffffL;
                    case 0x74 -> registers[target] = (registers[target] & 0xffffffffL) >>> value;
                    case 0xbf -> registers[target] = registers[source];
                    case 0xb7 -> registers[target] = value;
                    case 0x55 -> at += registers[target] == value ? 0 : offset * 8;
                    case 0x95 -> {
                        return registers[0];
                    }
                    default -> throw new AssertionError("instruction 0x" + Integer.toHexString(code));
                }
            }
            throw new AssertionError("the program does not end");
        }
    }
}
