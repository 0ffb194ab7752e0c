package dev.slipway.host.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.slipway.host.linux.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The launcher's bytes are what its assembly says: assembled again here, by an encoder of just the instructions used. */
class MachineCodeTest {
    /** One line of the listing: bytes, and the instruction without its label; instruction is empty for a bare label. */
    private record Line(byte[] bytes, String instruction, int at) {}

    private record Listing(List<Line> lines, Map<String, List<Integer>> labels) {
        /** Address of the next label of that name ({@code 1f}) or of the only one. */
        int target(String name, int from) {
            if (name.endsWith("f") && name.length() == 2) {
                return labels.get(name.substring(0, 1)).stream()
                        .filter(at -> at > from)
                        .findFirst()
                        .orElseThrow();
            }
            return labels.get(name).getFirst();
        }
    }

    private static Listing parse(Architecture architecture) {
        List<Line> lines = new ArrayList<>();
        Map<String, List<Integer>> labels = new HashMap<>();
        int at = 0;
        for (String text : MachineCode.listing(architecture).lines().toList()) {
            byte[] bytes =
                    HexFormat.of().parseHex(text.substring(0, text.indexOf(';')).replace(" ", ""));
            String instruction = text.substring(text.indexOf(';') + 1).strip();
            int colon = instruction.indexOf(':');
            if (colon >= 0) {
                labels.computeIfAbsent(instruction.substring(0, colon), l -> new ArrayList<>())
                        .add(at);
                instruction = instruction.substring(colon + 1).strip();
            }
            if (!instruction.isEmpty()) {
                lines.add(new Line(bytes, instruction, at));
            }
            at += bytes.length;
        }
        return new Listing(lines, labels);
    }

    @Test
    void theX86BytesAreWhatTheirAssemblySays() {
        Listing listing = parse(Architecture.X86_64);
        for (Line line : listing.lines()) {
            assertEquals(
                    HexFormat.ofDelimiter(" ").formatHex(x86(line, listing)),
                    HexFormat.ofDelimiter(" ").formatHex(line.bytes()),
                    line.instruction());
        }
    }

    @Test
    void theAarch64BytesAreWhatTheirAssemblySays() {
        Listing listing = parse(Architecture.AARCH64);
        for (Line line : listing.lines()) {
            byte[] expected = ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(aarch64(line, listing))
                    .array();
            assertEquals(
                    HexFormat.ofDelimiter(" ").formatHex(expected),
                    HexFormat.ofDelimiter(" ").formatHex(line.bytes()),
                    line.instruction());
        }
    }

    @Test
    void theFileIsAnExecutableThatBeginsWithTheCode() {
        for (Architecture architecture : Architecture.values()) {
            ByteBuffer elf = ByteBuffer.wrap(LauncherElf.of(architecture)).order(ByteOrder.LITTLE_ENDIAN);
            byte[] code = MachineCode.bytes(architecture);
            assertEquals(0x464c457f, elf.getInt(0));
            assertEquals(architecture == Architecture.X86_64 ? 62 : 183, elf.getShort(18));
            int entry = (int) (elf.getLong(24) - 0x400000);
            assertEquals(elf.capacity() - code.length, entry);
            byte[] atEntry = new byte[code.length];
            elf.get(entry, atEntry);
            assertEquals(HexFormat.of().formatHex(code), HexFormat.of().formatHex(atEntry));
            // The only loadable segment can be read and executed, not written; the stack cannot be executed.
            assertEquals(5, elf.getInt(64 + 4));
            assertEquals(6, elf.getInt(64 + 56 + 4));
        }
    }

    private static final List<String> X86_REGISTERS = List.of(
            "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
            "r15");
    private static final List<String> X86_REGISTERS_32 =
            List.of("eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "r8d", "r9d", "r10d", "r11d");

    private static byte[] x86(Line line, Listing listing) {
        String[] words = line.instruction().split("[ ,]+");
        return switch (words[0]) {
            case "syscall" -> bytes(0x0f, 0x05);
            case "movabs" -> x86Wide(words[1], Long.decode(words[2]));
            case "mov" -> x86Move(words[1], words[2]);
            case "lea" -> x86Memory(0x8d, words[1], words[2], true);
            case "xor", "test", "and", "sub" -> x86Arithmetic(words);
            case "shl" -> x86Shift(words[1], 4);
            case "sar" -> x86Shift(words[1], 7);
            case "jz" -> x86Jump(0x74, words[1], line, listing);
            case "js" -> x86Jump(0x78, words[1], line, listing);
            case "jmp" -> x86Jump(0xeb, words[1], line, listing);
            default -> throw new AssertionError(line.instruction());
        };
    }

    private static byte[] x86Wide(String register, long value) {
        ByteBuffer out = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
        return out.put((byte) 0x48)
                .put((byte) (0xb8 + X86_REGISTERS.indexOf(register)))
                .putLong(value)
                .array();
    }

    private static byte[] x86Move(String to, String from) {
        if (from.startsWith("[")) {
            return x86Memory(0x8b, to, from, false);
        }
        if (to.startsWith("[")) {
            return x86Memory(0x89, from, to, false);
        }
        boolean wide = X86_REGISTERS.contains(to);
        int target = (wide ? X86_REGISTERS : X86_REGISTERS_32).indexOf(to);
        int source = (wide ? X86_REGISTERS : X86_REGISTERS_32).indexOf(from);
        if (source >= 0) {
            return x86RegisterPair(0x89, source, target, wide);
        }
        ByteBuffer out = ByteBuffer.allocate(target >= 8 ? 6 : 5).order(ByteOrder.LITTLE_ENDIAN);
        if (target >= 8) {
            out.put((byte) 0x41);
        }
        return out.put((byte) (0xb8 + (target & 7)))
                .putInt(Integer.decode(from))
                .array();
    }

    private static byte[] x86Arithmetic(String[] words) {
        if (words[1].equals("cl")) {
            return bytes(0xf6, 0xc1, Integer.parseInt(words[2]));
        }
        int opcode = switch (words[0]) {
            case "xor" -> 0x31;
            case "test" -> 0x85;
            case "and" -> 0x21;
            default -> 0x29;
        };
        boolean wide = X86_REGISTERS.contains(words[1]);
        List<String> names = wide ? X86_REGISTERS : X86_REGISTERS_32;
        return x86RegisterPair(opcode, names.indexOf(words[2]), names.indexOf(words[1]), wide);
    }

    private static byte[] x86RegisterPair(int opcode, int register, int rm, boolean wide) {
        int rex = 0x40 | (wide ? 8 : 0) | (register >= 8 ? 4 : 0) | (rm >= 8 ? 1 : 0);
        int modrm = 0xc0 | (register & 7) << 3 | rm & 7;
        return rex == 0x40 ? bytes(opcode, modrm) : bytes(rex, opcode, modrm);
    }

    private static byte[] x86Shift(String register, int operation) {
        return bytes(0x48, 0xd3, 0xc0 | operation << 3 | X86_REGISTERS.indexOf(register));
    }

    /** {@code [base+displacement]}: no displacement, one byte, or four where {@code far}. */
    private static byte[] x86Memory(int opcode, String register, String memory, boolean far) {
        String[] parts = memory.substring(1, memory.length() - 1).split("\\+");
        int base = X86_REGISTERS.indexOf(parts[0]);
        int displacement = parts.length > 1 ? Integer.decode(parts[1]) : 0;
        boolean wide = X86_REGISTERS.contains(register);
        int number = (wide ? X86_REGISTERS : X86_REGISTERS_32).indexOf(register);
        int mode = displacement == 0 ? 0 : far ? 2 : 1;
        int rex = 0x40 | (wide ? 8 : 0) | (number >= 8 ? 4 : 0) | (base >= 8 ? 1 : 0);
        ByteBuffer out = ByteBuffer.allocate(7).order(ByteOrder.LITTLE_ENDIAN);
        if (rex != 0x40) {
            out.put((byte) rex);
        }
        out.put((byte) opcode).put((byte) (mode << 6 | (number & 7) << 3 | base & 7));
        if (mode == 1) {
            out.put((byte) displacement);
        } else if (mode == 2) {
            out.putInt(displacement);
        }
        byte[] encoded = new byte[out.position()];
        out.flip().get(encoded);
        return encoded;
    }

    private static byte[] x86Jump(int opcode, String label, Line line, Listing listing) {
        return bytes(opcode, listing.target(label, line.at()) - (line.at() + 2));
    }

    private static byte[] bytes(int... values) {
        byte[] out = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            out[i] = (byte) values[i];
        }
        return out;
    }

    private static int aarch64(Line line, Listing listing) {
        String[] w = line.instruction().replace("[", "").replace("]", "").split("[ ,]+");
        return switch (w[0]) {
            case "svc" -> 0xd4000001;
            case "mov" ->
                w[2].startsWith("#")
                        ? aarch64MoveWide(register(w[1]), number(w[2]))
                        : 0xaa0003e0 | register(w[2]) << 16 | register(w[1]);
            case "add" -> 0x91000000 | (int) number(w[3]) << 10 | register(w[2]) << 5 | register(w[1]);
            case "ldr" -> 0xf9400000 | offset(w) << 10 | register(w[2]) << 5 | register(w[1]);
            case "str" -> 0xf9000000 | offset(w) << 10 | register(w[2]) << 5 | register(w[1]);
            case "stp" ->
                0xa9000000 | (int) number(w[4]) / 8 << 15 | register(w[2]) << 10 | register(w[3]) << 5 | register(w[1]);
            case "tbz", "tbnz" -> {
                int bit = (int) number(w[2]);
                int distance = listing.target(w[3], line.at()) - line.at() >> 2;
                int opcode = w[0].equals("tbz") ? 0x36000000 : 0x37000000;
                yield opcode | bit >> 5 << 31 | (bit & 31) << 19 | (distance & 0x3fff) << 5 | register(w[1]);
            }
            case "cbz" ->
                0xb4000000 | (listing.target(w[2], line.at()) - line.at() >> 2 & 0x7ffff) << 5 | register(w[1]);
            case "b" -> 0x14000000 | listing.target(w[1], line.at()) - line.at() >> 2 & 0x3ffffff;
            case "lsl" -> 0x9ac02000 | three(w);
            case "asr" -> 0x9ac02800 | three(w);
            case "and" -> 0x8a000000 | three(w);
            case "sub" -> 0xcb000000 | three(w);
            default -> throw new AssertionError(line.instruction());
        };
    }

    private static int aarch64MoveWide(int register, long value) {
        int shift = 0;
        while (value > 0xffff) {
            value >>>= 16;
            shift++;
        }
        return 0xd2800000 | shift << 21 | (int) value << 5 | register;
    }

    private static int three(String[] w) {
        return register(w[3]) << 16 | register(w[2]) << 5 | register(w[1]);
    }

    private static int offset(String[] w) {
        return w.length > 3 ? (int) number(w[3]) / 8 : 0;
    }

    private static int register(String name) {
        return Integer.parseInt(name.substring(1));
    }

    private static long number(String immediate) {
        return Long.decode(immediate.substring(1));
    }
}
