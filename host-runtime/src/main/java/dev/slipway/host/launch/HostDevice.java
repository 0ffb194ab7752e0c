package dev.slipway.host.launch;

import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.SyscallNumber;

/**
 * A harmless device of the host, to be shown in containers. Operations check by descriptor that what the host has under its
 * name is that very device: whatever else was bound in its place would be open to everybody inside (CVE-2025-31133).
 *
 * @param path on the host
 * @param major as the kernel's devices.txt numbers it
 * @param minor likewise
 */
public record HostDevice(String path, int major, int minor) {
    public static final HostDevice NULL = new HostDevice("/dev/null", 1, 3);

    private static final int AT_EMPTY_PATH = 0x1000;

    /** STATX_TYPE and the rest of what stat(2) tells. */
    private static final int BASIC_STATS = 0x7ff;

    /** {@code struct statx}, and where in it the mode (16 bits behind 32 of the group) and the device's number are. */
    private static final int STATX_BYTES = 256;

    private static final int STATX_GROUP_AND_MODE = 24;
    private static final int STATX_RDEV = 128;
    private static final int MODE_TO_TOP = 16;
    private static final int MODE_FROM_TOP = 48;
    private static final long TYPE = 0170000;
    private static final long CHARACTER_DEVICE = 0020000;

    /** Adds operations that go on only if {@code file} is this device. */
    public void verify(Section section, Slot file) {
        long stat = section.space(STATX_BYTES);
        section.call(
                "look at " + path,
                SyscallNumber.STATX,
                file.value(),
                section.string(""),
                AT_EMPTY_PATH,
                BASIC_STATS,
                stat);
        long mode = new Slot(stat + STATX_GROUP_AND_MODE).value();
        must(section, "is a character device", mode, MODE_TO_TOP, MODE_FROM_TOP, TYPE, CHARACTER_DEVICE);
        long number = new Slot(stat + STATX_RDEV).value();
        must(section, "is device " + major + ":" + minor, number, 0, 0, -1, major | (long) minor << Integer.SIZE);
    }

    private void must(Section section, String what, long value, int left, int right, long mask, long wanted) {
        Label holds = new Label(path + " " + what);
        section.compute(path + " " + what, value, left, right, mask, wanted).onZero(holds);
        section.compute(path + " " + what, -Errno.ENODEV.code(), 0, 0, -1, 0);
        section.place(holds);
    }
}
