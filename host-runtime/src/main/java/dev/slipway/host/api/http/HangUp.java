package dev.slipway.host.api.http;

import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.Sys;
import dev.slipway.host.linux.SyscallNumber;

/** Whether the peer of a unix socket has closed both halves (POLLHUP): poll(2) says it, reading after a half close does not. */
final class HangUp {
    private static final int POLLFD_BYTES = 8;
    private static final int REVENTS = 6;
    private static final int TIMESPEC_BYTES = 16;
    private static final short POLLERR_HUP_NVAL = 0x8 | 0x10 | 0x20;

    private HangUp() {}

    static boolean of(int descriptor) {
        try (NativeMemory poll = new NativeMemory(POLLFD_BYTES);
                NativeMemory atOnce = new NativeMemory(TIMESPEC_BYTES)) {
            poll.putInt(0, descriptor);
            Sys.call("ppoll", "socket", SyscallNumber.PPOLL, poll.address(), 1, atOnce.address(), 0, 0);
            return (poll.getShort(REVENTS) & POLLERR_HUP_NVAL) != 0;
        }
    }
}
