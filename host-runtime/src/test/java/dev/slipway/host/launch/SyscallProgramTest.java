package dev.slipway.host.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.Memfd;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.Sys;
import dev.slipway.host.linux.SyscallNumber;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Small programs on the real kernel. */
class SyscallProgramTest {
    private static final int AT_FDCWD = -100;
    private static final int SIGCHLD = 17;
    private final Launcher launcher = new Launcher();
    private final SyscallProgram program = new SyscallProgram();
    private final Section main = program.kept();
    private Fd file;

    @BeforeEach
    void begin() {
        file = Memfd.create("program");
        Launcher.closeOthers(program, 0);
    }

    @AfterEach
    void end() {
        file.close();
        launcher.close();
    }

    @Test
    void storesTheResultOfACall() {
        // Given
        Slot pid = main.slot();
        main.call("getpid", SyscallNumber.GETPID).into(pid);
        exit(main);
        // When
        int started = run();
        // Then
        assertEquals(started, read(pid));
    }

    @Test
    void storesTheErrnoOfAFailureAndRemembersWhichOperationItWas() {
        // Given
        Slot result = main.slot();
        Operation open = main.call("open nothing", SyscallNumber.OPENAT, AT_FDCWD, main.string("/does/not/exist"))
                .into(result)
                .ignoreError();
        exit(main);
        // When
        run();
        // Then
        assertEquals(-Errno.ENOENT.code(), read(result));
        assertEquals(open.address(), read(new Slot(SyscallProgram.LAST_FAILURE)));
        assertEquals("open nothing", program.label(read(new Slot(SyscallProgram.LAST_FAILURE))));
        assertEquals(-Errno.ENOENT.code(), read(new Slot(SyscallProgram.LAST_FAILURE + 8)));
    }

    @Test
    void goesToTheSectionsFailureLabelUnlessTold() {
        // Given
        Slot reached = main.slot();
        Label failed = new Label("failed");
        main.failure(failed);
        main.call("close nothing", SyscallNumber.CLOSE, 999);
        main.call("not reached", SyscallNumber.GETPID).into(reached);
        main.place(failed);
        exit(main);
        // When
        run();
        // Then
        assertEquals(0, read(reached));
    }

    @Test
    void branchesOnZeroAndOnPositive() {
        // Given
        Slot afterZero = main.slot();
        Slot afterPositive = main.slot();
        Slot skipped = main.slot();
        Label zero = new Label("zero");
        Label positive = new Label("positive");
        main.call("umask", SyscallNumber.UMASK, 0).ignoreError();
        main.call("umask is zero now", SyscallNumber.UMASK, 0).onZero(zero);
        main.call("skipped", SyscallNumber.GETPID).into(skipped);
        main.place(zero);
        main.call("reached", SyscallNumber.GETPID).into(afterZero).onPositive(positive);
        main.call("skipped too", SyscallNumber.GETPID).into(skipped);
        main.place(positive);
        main.call("reached too", SyscallNumber.GETPID).into(afterPositive);
        exit(main);
        // When
        int pid = run();
        // Then
        assertEquals(pid, read(afterZero));
        assertEquals(pid, read(afterPositive));
        assertEquals(0, read(skipped));
    }

    @Test
    void takesArgumentsFromSlots() {
        // Given
        Slot fd = main.slot();
        Slot written = main.slot();
        main.call("open null", SyscallNumber.OPENAT, AT_FDCWD, main.string("/dev/null"), 1)
                .into(fd);
        main.call("write", SyscallNumber.WRITE, fd.value(), main.string("abc"), 3)
                .into(written);
        exit(main);
        // When
        run();
        // Then
        assertEquals(Launcher.FIRST, read(fd));
        assertEquals(3, read(written));
    }

    @Test
    void computesFieldsAndComparesThem() {
        // Given
        Slot word = new Slot(main.words(0xFFFF_FFF0_0000_2A00L));
        Slot secondByte = main.slot();
        Slot upperHalf = main.slot();
        Slot equal = main.slot();
        main.compute("second byte", word.value(), 48, 56, 0xFF, 0).into(secondByte);
        main.compute("upper half, signed", word.value(), 0, 32, -1, 0)
                .into(upperHalf)
                .ignoreError();
        main.compute("is 42", secondByte.value(), 0, 0, -1, 42).into(equal);
        exit(main);
        // When
        run();
        // Then
        assertEquals(42, read(secondByte));
        assertEquals(-16, read(upperHalf));
        assertEquals(0, read(equal));
    }

    @Test
    void forksAndRunsBothHalves() {
        // Given
        Slot child = main.slot();
        Slot childSaw = program.once().slot();
        Slot collected = main.slot();
        Label childStart = program.once().here("child");
        program.once().call("getpid", SyscallNumber.GETPID).into(childSaw);
        exit(program.once());
        main.call("fork", SyscallNumber.CLONE, SIGCHLD | 0x00100000, 0, child.address())
                .onZero(childStart);
        main.call("wait", SyscallNumber.WAIT4, child.value(), 0, 0, 0).into(collected);
        exit(main);
        // When
        int parent = launch();
        // Then
        assertTrue(read(child) > 0 && read(child) != parent);
        assertEquals(read(child), read(childSaw));
        assertEquals(read(child), read(collected));
    }

    @Test
    void inheritsOnlyWhatItIsGiven() {
        // Given: descriptor 4 is closed by the program's first operation because it was not announced
        Slot given = main.slot();
        Slot notAnnounced = main.slot();
        main.call("duplicate", SyscallNumber.FCNTL, Launcher.PROGRAM, 1)
                .into(given)
                .ignoreError();
        main.call("duplicate", SyscallNumber.FCNTL, Launcher.FIRST, 1)
                .into(notAnnounced)
                .ignoreError();
        exit(main);
        exit(program.once());
        program.writeTo(file);
        // When
        Launcher.Launched launched = launcher.launch(file, List.of("test"), List.of(file));
        launched.process().reap();
        launched.process().close();
        // Then
        assertEquals(0, read(given));
        assertEquals(-Errno.EBADF.code(), read(notAnnounced));
    }

    private void exit(Section section) {
        section.call("exit", SyscallNumber.EXIT_GROUP, 0);
    }

    private int run() {
        exit(program.once());
        return launch();
    }

    private int launch() {
        program.writeTo(file);
        Launcher.Launched launched = launcher.launch(file, List.of("test"), List.of());
        launched.process().reap();
        launched.process().close();
        return launched.pid();
    }

    private long read(Slot slot) {
        try (NativeMemory memory = new NativeMemory(Long.BYTES)) {
            Sys.call(
                    "read",
                    "program",
                    SyscallNumber.PREAD64,
                    file.number(),
                    memory.address(),
                    Long.BYTES,
                    slot.address() - SyscallProgram.BASE);
            return memory.getLong(0);
        }
    }
}
