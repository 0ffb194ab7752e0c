package dev.slipway.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SysTest {
    @Test
    void returnsTheKernelsResult() {
        assertEquals(ProcessHandle.current().pid(), Sys.call("getpid", "", SyscallNumber.GETPID));
    }

    @Test
    void namesOperationTargetAndErrnoOfAFailure() {
        try (NativeMemory path = NativeMemory.string("/does/not/exist")) {
            // When
            KernelException failure = assertThrows(
                    KernelException.class,
                    () -> Sys.call("open", "/does/not/exist", SyscallNumber.OPENAT, -100, path.address()));
            // Then
            assertEquals(Errno.ENOENT, failure.errno());
            assertEquals("open '/does/not/exist': ENOENT (no such file or directory)", failure.getMessage());
        }
    }
}
