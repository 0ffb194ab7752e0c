package dev.slipway.host.spec;

import java.util.List;

/**
 * Which device nodes a container's processes may open and make.
 *
 * @param all every device of the host: privileged containers
 * @param further beyond null, zero, full, random, urandom, tty, console, ptmx, pts, tun, which every container has
 */
public record DeviceAccess(boolean all, List<Rule> further) {
    /** What is harmless, and nothing else. */
    public static final DeviceAccess DEFAULT = new DeviceAccess(false, List.of());

    /** Everything. */
    public static final DeviceAccess ALL = new DeviceAccess(true, List.of());

    /** In place of a number: every device of that kind. */
    public static final int ANY = -1;

    /**
     * Devices that may be used.
     *
     * @param type 'c' character, 'b' block, 'a' both
     * @param major or {@link #ANY}
     * @param minor or {@link #ANY}
     * @param access of "rwm": read, write, make
     */
    public record Rule(char type, int major, int minor, String access) {
        /** As the kernel's version 1 interface writes it: {@code c 10:229 rwm}. */
        @Override
        public String toString() {
            return type + " " + number(major) + ":" + number(minor) + " " + access;
        }

        private static String number(int number) {
            return number == ANY ? "*" : Integer.toString(number);
        }
    }
}
