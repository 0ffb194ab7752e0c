package dev.slipway.host.cgroup;

import dev.slipway.host.spec.DeviceAccess;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The default device rules as a BPF program, the same as the v1 list: every device may be made, only harmless ones may
 * be opened. Making one is harmless because opening it is not allowed.
 *
 * <p>The kernel passes {@code struct bpf_cgroup_dev_ctx}: access &lt;&lt; 16 | type, major, minor; the program answers 1
 * to allow. Jumps count instructions from the next one on.
 */
final class DeviceProgram {
    private static final int LOAD_WORD = 0x61;
    private static final int AND = 0x54;
    private static final int SHIFT_RIGHT = 0x74;
    private static final int COPY = 0xbf;
    private static final int SET = 0xb7;
    private static final int JUMP_UNLESS_EQUAL = 0x55;
    private static final int EXIT = 0x95;

    private static final int RESULT = 0;
    private static final int CONTEXT = 1;
    private static final int TYPE = 2;
    private static final int ACCESS = 3;
    private static final int MAJOR = 4;
    private static final int MINOR = 5;
    private static final int EXCESS = 6;

    private static final int ONLY_MAKE = 1;
    private static final int READ = 2;
    private static final int WRITE = 4;
    private static final int BLOCK_DEVICE = 1;
    private static final int CHARACTER_DEVICE = 2;
    private static final int TYPE_MASK = 0xffff;
    private static final int ACCESS_SHIFT = 16;
    private static final int INSTRUCTION_BYTES = 8;

    /** A character device that may be opened; {@link #ANY_MINOR} for all of a major number. */
    private record Device(int major, int minor) {}

    private static final int ANY_MINOR = -1;

    /** null, zero, full, random, urandom, tty, console, ptmx, tun, terminals. */
    private static final List<Device> OPEN = List.of(
            new Device(1, 3),
            new Device(1, 5),
            new Device(1, 7),
            new Device(1, 8),
            new Device(1, 9),
            new Device(5, 0),
            new Device(5, 1),
            new Device(5, 2),
            new Device(10, 200),
            new Device(136, ANY_MINOR));

    private final List<byte[]> instructions = new ArrayList<>();

    private DeviceProgram() {}

    /** @param further devices that may be used beyond the usual */
    static byte[] bytes(List<DeviceAccess.Rule> further) {
        DeviceProgram program = new DeviceProgram();
        program.write(further);
        ByteBuffer all = ByteBuffer.allocate(program.instructions.size() * INSTRUCTION_BYTES);
        program.instructions.forEach(all::put);
        return all.array();
    }

    private void write(List<DeviceAccess.Rule> further) {
        add(LOAD_WORD, TYPE, CONTEXT, 0, 0);
        add(LOAD_WORD, MAJOR, CONTEXT, 4, 0);
        add(LOAD_WORD, MINOR, CONTEXT, 8, 0);
        add(COPY, ACCESS, TYPE, 0, 0);
        add(AND, TYPE, 0, 0, TYPE_MASK);
        add(SHIFT_RIGHT, ACCESS, 0, 0, ACCESS_SHIFT);
        allowIf(List.of(new int[] {ACCESS, ONLY_MAKE}));
        for (Device device : OPEN) {
            List<int[]> conditions =
                    new ArrayList<>(List.of(new int[] {TYPE, CHARACTER_DEVICE}, new int[] {MAJOR, device.major()}));
            if (device.minor() != ANY_MINOR) {
                conditions.add(new int[] {MINOR, device.minor()});
            }
            allowIf(conditions);
        }
        further.forEach(this::allow);
        answer(0);
    }

    private void allow(DeviceAccess.Rule rule) {
        List<int[]> conditions = new ArrayList<>();
        if (rule.type() != 'a') {
            conditions.add(new int[] {TYPE, rule.type() == 'c' ? CHARACTER_DEVICE : BLOCK_DEVICE});
        }
        if (rule.major() != DeviceAccess.ANY) {
            conditions.add(new int[] {MAJOR, rule.major()});
        }
        if (rule.minor() != DeviceAccess.ANY) {
            conditions.add(new int[] {MINOR, rule.minor()});
        }
        int allowed = (rule.access().contains("m") ? ONLY_MAKE : 0)
                | (rule.access().contains("r") ? READ : 0)
                | (rule.access().contains("w") ? WRITE : 0);
        // What is asked for beyond the allowed must be nothing.
        add(COPY, EXCESS, ACCESS, 0, 0);
        add(AND, EXCESS, 0, 0, ~allowed);
        conditions.add(new int[] {EXCESS, 0});
        allowIf(conditions);
    }

    /** Allows when every register has its value, else goes on behind. */
    private void allowIf(List<int[]> conditions) {
        int left = conditions.size();
        for (int[] condition : conditions) {
            left--;
            // Over the other conditions and the two instructions of the answer.
            add(JUMP_UNLESS_EQUAL, condition[0], 0, left + 2, condition[1]);
        }
        answer(1);
    }

    private void answer(int value) {
        add(SET, RESULT, 0, 0, value);
        add(EXIT, 0, 0, 0, 0);
    }

    private void add(int code, int target, int source, int offset, int value) {
        instructions.add(ByteBuffer.allocate(INSTRUCTION_BYTES)
                .order(ByteOrder.nativeOrder())
                .put((byte) code)
                .put((byte) ((source << 4) | target))
                .putShort((short) offset)
                .putInt(value)
                .array());
    }
}
