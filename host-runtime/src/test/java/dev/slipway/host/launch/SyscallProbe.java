package dev.slipway.host.launch;

import dev.slipway.host.linux.Architecture;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.SyscallNumber;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program for the inside of a container that makes system calls by number: the launcher's own machine code, fed with a list
 * on descriptor 3, {@code launcher 3<>program}. What each call answered is in the file afterwards.
 */
public final class SyscallProbe {
    private final Path program;
    private final Map<Call, Slot> results = new LinkedHashMap<>();

    /** A call with its first argument; the other five are -1. */
    public record Call(int number, long argument) {}

    /** Writes {@code launcher} and {@code program} into {@code folder}. */
    public SyscallProbe(Path folder, List<Call> calls) throws IOException {
        Path launcher = Files.write(folder.resolve("launcher"), LauncherElf.of(Architecture.current()));
        launcher.toFile().setExecutable(true, false);
        program = folder.resolve("program");
        SyscallProgram list = new SyscallProgram();
        list.kept().compute("go on", 0, 0, 0, 0, 0).onZero(list.once().here("calls"));
        for (Call call : calls) {
            Slot result = list.once().slot();
            list.once()
                    .add("call " + call.number(), call.number(), call.argument(), -1, -1, -1, -1, -1)
                    .into(result)
                    .ignoreError();
            results.put(call, result);
        }
        list.once().call("exit", SyscallNumber.EXIT_GROUP, 0);
        Files.deleteIfExists(program);
        try (Fd file = Descriptors.create(program)) {
            list.writeTo(file);
        }
    }

    /** What each call answered: a result, or a negative errno. */
    public Map<Call, Long> answers() throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(program)).order(ByteOrder.LITTLE_ENDIAN);
        Map<Call, Long> answers = new LinkedHashMap<>();
        results.forEach((call, slot) -> answers.put(call, file.getLong((int) (slot.address() - SyscallProgram.BASE))));
        return answers;
    }
}
