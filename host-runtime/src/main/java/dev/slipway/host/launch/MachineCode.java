package dev.slipway.host.launch;

import dev.slipway.host.linux.Architecture;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/**
 * The launcher's instructions: map the program, then for ever load an operation, execute it, store its result and go to its
 * successor. Left the bytes, right the assembly they come from.
 *
 * <p>Register use: x86-64 rbp, aarch64 x20 = the mapping; rbx, x19 = the operation. An argument whose bit is set in the
 * operation's mask is the address of a slot. A negative number is a computation, see {@link Section#compute}.
 */
final class MachineCode {
    private static final String X86_64 = """
                                           ; start:
            b8 09 00 00 00                 ; mov eax, 9
            48 bf 00 00 00 00 01 00 00 00  ; movabs rdi, 0x100000000
            be 00 00 40 00                 ; mov esi, 0x400000
            ba 03 00 00 00                 ; mov edx, 3
            41 ba 11 00 00 00              ; mov r10d, 0x11
            41 b8 03 00 00 00              ; mov r8d, 3
            45 31 c9                       ; xor r9d, r9d
            0f 05                          ; syscall
            48 89 c5                       ; mov rbp, rax
            48 8d 9d 00 01 00 00           ; lea rbx, [rbp+0x100]
                                           ; next:
            8b 4b 58                       ; mov ecx, [rbx+88]
            48 8b 7b 08                    ; mov rdi, [rbx+8]
            f6 c1 01                       ; test cl, 1
            74 03                          ; jz 1f
            48 8b 3f                       ; mov rdi, [rdi]
            48 8b 73 10                    ; 1: mov rsi, [rbx+16]
            f6 c1 02                       ; test cl, 2
            74 03                          ; jz 1f
            48 8b 36                       ; mov rsi, [rsi]
            48 8b 53 18                    ; 1: mov rdx, [rbx+24]
            f6 c1 04                       ; test cl, 4
            74 03                          ; jz 1f
            48 8b 12                       ; mov rdx, [rdx]
            4c 8b 53 20                    ; 1: mov r10, [rbx+32]
            f6 c1 08                       ; test cl, 8
            74 03                          ; jz 1f
            4d 8b 12                       ; mov r10, [r10]
            4c 8b 43 28                    ; 1: mov r8, [rbx+40]
            f6 c1 10                       ; test cl, 16
            74 03                          ; jz 1f
            4d 8b 00                       ; mov r8, [r8]
            4c 8b 4b 30                    ; 1: mov r9, [rbx+48]
            f6 c1 20                       ; test cl, 32
            74 03                          ; jz 1f
            4d 8b 09                       ; mov r9, [r9]
            48 8b 03                       ; 1: mov rax, [rbx]
            48 85 c0                       ; test rax, rax
            78 2a                          ; js compute
            0f 05                          ; syscall
                                           ; store:
            48 8b 4b 38                    ; mov rcx, [rbx+56]
            48 89 01                       ; mov [rcx], rax
            48 85 c0                       ; test rax, rax
            78 0e                          ; js error
            74 06                          ; jz zero
            48 8b 5b 48                    ; mov rbx, [rbx+72]
            eb 97                          ; jmp next
                                           ; zero:
            48 8b 5b 50                    ; mov rbx, [rbx+80]
            eb 91                          ; jmp next
                                           ; error:
            48 89 5d 08                    ; mov [rbp+8], rbx
            48 89 45 10                    ; mov [rbp+16], rax
            48 8b 5b 40                    ; mov rbx, [rbx+64]
            eb 83                          ; jmp next
                                           ; compute:
            89 f1                          ; mov ecx, esi
            48 d3 e7                       ; shl rdi, cl
            89 d1                          ; mov ecx, edx
            48 d3 ff                       ; sar rdi, cl
            4c 21 d7                       ; and rdi, r10
            4c 29 c7                       ; sub rdi, r8
            48 89 f8                       ; mov rax, rdi
            eb c3                          ; jmp store
            """;

    private static final String AARCH64 = """
                                           ; start:
            c8 1b 80 d2                    ; mov x8, #222
            20 00 c0 d2                    ; mov x0, #0x100000000
            01 08 a0 d2                    ; mov x1, #0x400000
            62 00 80 d2                    ; mov x2, #3
            23 02 80 d2                    ; mov x3, #0x11
            64 00 80 d2                    ; mov x4, #3
            05 00 80 d2                    ; mov x5, #0
            01 00 00 d4                    ; svc #0
            f4 03 00 aa                    ; mov x20, x0
            93 02 04 91                    ; add x19, x20, #0x100
                                           ; next:
            69 2e 40 f9                    ; ldr x9, [x19, #88]
            60 06 40 f9                    ; ldr x0, [x19, #8]
            49 00 00 36                    ; tbz w9, #0, 1f
            00 00 40 f9                    ; ldr x0, [x0]
            61 0a 40 f9                    ; 1: ldr x1, [x19, #16]
            49 00 08 36                    ; tbz w9, #1, 1f
            21 00 40 f9                    ; ldr x1, [x1]
            62 0e 40 f9                    ; 1: ldr x2, [x19, #24]
            49 00 10 36                    ; tbz w9, #2, 1f
            42 00 40 f9                    ; ldr x2, [x2]
            63 12 40 f9                    ; 1: ldr x3, [x19, #32]
            49 00 18 36                    ; tbz w9, #3, 1f
            63 00 40 f9                    ; ldr x3, [x3]
            64 16 40 f9                    ; 1: ldr x4, [x19, #40]
            49 00 20 36                    ; tbz w9, #4, 1f
            84 00 40 f9                    ; ldr x4, [x4]
            65 1a 40 f9                    ; 1: ldr x5, [x19, #48]
            49 00 28 36                    ; tbz w9, #5, 1f
            a5 00 40 f9                    ; ldr x5, [x5]
            68 02 40 f9                    ; 1: ldr x8, [x19]
            a8 01 f8 b7                    ; tbnz x8, #63, compute
            01 00 00 d4                    ; svc #0
                                           ; store:
            69 1e 40 f9                    ; ldr x9, [x19, #56]
            20 01 00 f9                    ; str x0, [x9]
            c0 00 f8 b7                    ; tbnz x0, #63, error
            60 00 00 b4                    ; cbz x0, zero
            73 26 40 f9                    ; ldr x19, [x19, #72]
            e5 ff ff 17                    ; b next
                                           ; zero:
            73 2a 40 f9                    ; ldr x19, [x19, #80]
            e3 ff ff 17                    ; b next
                                           ; error:
            93 82 00 a9                    ; stp x19, x0, [x20, #8]
            73 22 40 f9                    ; ldr x19, [x19, #64]
            e0 ff ff 17                    ; b next
                                           ; compute:
            00 20 c1 9a                    ; lsl x0, x0, x1
            00 28 c2 9a                    ; asr x0, x0, x2
            00 00 03 8a                    ; and x0, x0, x3
            00 00 04 cb                    ; sub x0, x0, x4
            f1 ff ff 17                    ; b store
            """;

    private MachineCode() {}

    /** The bytes and the assembly, one instruction a line. */
    static String listing(Architecture architecture) {
        return switch (architecture) {
            case X86_64 -> X86_64;
            case AARCH64 -> AARCH64;
        };
    }

    static byte[] bytes(Architecture architecture) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        listing(architecture).lines().forEach(line -> {
            String hex = line.substring(0, line.indexOf(';')).replace(" ", "");
            out.writeBytes(HexFormat.of().parseHex(hex));
        });
        return out.toByteArray();
    }
}
