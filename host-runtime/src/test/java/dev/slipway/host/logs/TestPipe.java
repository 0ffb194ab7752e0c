package dev.slipway.host.logs;

import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.Sys;
import dev.slipway.host.linux.SyscallNumber;
import java.nio.charset.StandardCharsets;

/** A pipe as a container has it: the writing end blocks, the reading end does not. */
final class TestPipe implements AutoCloseable {
    private static final int CLOEXEC = 0x80000;
    private static final int NONBLOCK = 0x800;
    private static final int F_SETFL = 4;
    final Fd read;
    final Fd write;

    TestPipe() {
        try (NativeMemory ends = new NativeMemory(8)) {
            Sys.call("pipe", "", SyscallNumber.PIPE2, ends.address(), CLOEXEC);
            read = new Fd(ends.getInt(0), "test pipe");
            write = new Fd(ends.getInt(4), "test pipe");
            Sys.call("fcntl", "", SyscallNumber.FCNTL, read.number(), F_SETFL, NONBLOCK);
        }
    }

    void say(String text) {
        say(text.getBytes(StandardCharsets.UTF_8));
    }

    void say(byte[] bytes) {
        try (NativeMemory memory = NativeMemory.of(bytes)) {
            int done = 0;
            while (done < bytes.length) {
                done += (int) Sys.call(
                        "write", "", SyscallNumber.WRITE, write.number(), memory.address() + done, bytes.length - done);
            }
        }
    }

    void end() {
        write.close();
    }

    @Override
    public void close() {
        read.close();
        write.close();
    }
}
