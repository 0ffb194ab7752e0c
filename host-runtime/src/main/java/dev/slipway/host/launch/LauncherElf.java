package dev.slipway.host.launch;

import dev.slipway.host.linux.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The launcher as a file the kernel executes: ELF header, one loadable segment, no stack that can be executed, no libraries. */
final class LauncherElf {
    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int PROGRAM_HEADERS = 2;
    private static final int CODE_AT = HEADER + PROGRAM_HEADERS * PROGRAM_HEADER;
    private static final long LOAD_AT = 0x400000;
    private static final long SEGMENT_ALIGNMENT = 0x10000;
    private static final byte[] IDENT = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final short EXECUTABLE = 2;
    private static final short MACHINE_X86_64 = 62;
    private static final short MACHINE_AARCH64 = 183;
    private static final int LOADABLE = 1;
    private static final int GNU_STACK = 0x6474e551;
    private static final int READ_EXECUTE = 5;
    private static final int READ_WRITE = 6;

    private LauncherElf() {}

    /** The file's content. */
    static byte[] of(Architecture architecture) {
        byte[] code = MachineCode.bytes(architecture);
        int size = CODE_AT + code.length;
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        putHeader(out, architecture);
        putProgramHeader(out, LOADABLE, READ_EXECUTE, LOAD_AT, size, SEGMENT_ALIGNMENT);
        putProgramHeader(out, GNU_STACK, READ_WRITE, 0, 0, 16);
        return out.put(code).array();
    }

    private static void putHeader(ByteBuffer out, Architecture architecture) {
        out.put(IDENT);
        out.putShort(EXECUTABLE);
        out.putShort(architecture == Architecture.X86_64 ? MACHINE_X86_64 : MACHINE_AARCH64);
        out.putInt(1);
        out.putLong(LOAD_AT + CODE_AT);
        out.putLong(HEADER);
        out.putLong(0);
        out.putInt(0);
        out.putShort((short) HEADER);
        out.putShort((short) PROGRAM_HEADER);
        out.putShort((short) PROGRAM_HEADERS);
        out.putShort((short) HEADER);
        out.putShort((short) 0);
        out.putShort((short) 0);
    }

    private static void putProgramHeader(ByteBuffer out, int type, int flags, long address, long size, long alignment) {
        out.putInt(type);
        out.putInt(flags);
        out.putLong(0);
        out.putLong(address);
        out.putLong(address);
        out.putLong(size);
        out.putLong(size);
        out.putLong(alignment);
    }
}
