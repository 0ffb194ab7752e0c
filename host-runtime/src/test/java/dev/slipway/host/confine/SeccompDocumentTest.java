package dev.slipway.host.confine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.confine.BpfAssembler.Instruction;
import dev.slipway.host.confine.Comparison.Operator;
import dev.slipway.host.confine.SyscallTable.Abi;
import dev.slipway.host.linux.Architecture;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Profiles that people write, compiled and executed instruction by instruction. */
class SeccompDocumentTest {
    private static final long[] BORDERS = {
        0,
        1,
        2,
        0x7fffffffL,
        0xfffffffeL,
        0xffffffffL,
        0x100000000L,
        0x100000001L,
        0x1ffffffffL,
        0x200000000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0xfffffffeffffffffL,
        0xffffffff00000000L,
        -2,
        -1
    };
    private static final int EPERM = SeccompFilter.ERRNO | 1;

    private static List<Instruction> compiled(String json, Capability... capabilities) {
        EnumSet<Capability> set = EnumSet.noneOf(Capability.class);
        set.addAll(List.of(capabilities));
        return SeccompCompiler.compile(SeccompDocument.read(json, Architecture.X86_64, set));
    }

    private static int decide(List<Instruction> program, String call, long... arguments) {
        int number = SyscallTable.get().number(Abi.X86_64, call).orElseThrow();
        return BpfMachine.decide(program, number, Abi.X86_64.audit(), arguments);
    }

    private static List<Instruction> rules(String rules) {
        return compiled("{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [%s]}"
                .formatted(rules)
                .replace('\'', '"'));
    }

    @ParameterizedTest
    @EnumSource(Operator.class)
    void comparesAllBitsUnsigned(Operator operator) {
        for (int index = 0; index < 6; index++) {
            for (long value : BORDERS) {
                for (long two : operator == Operator.MASKED_EQ ? BORDERS : new long[] {0}) {
                    List<Instruction> program = rules(
                            """
                            {'names': ['read'], 'action': 'SCMP_ACT_ERRNO',
                             'args': [{'index': %d, 'op': 'SCMP_CMP_%s', 'value': %s, 'valueTwo': %s}]}""".formatted(index, operator, Long.toUnsignedString(value), Long.toUnsignedString(two)));
                    for (long argument : BORDERS) {
                        long[] arguments = new long[6];
                        arguments[index] = argument;
                        assertEquals(
                                holds(operator, argument, value, two) ? EPERM : SeccompFilter.ALLOW,
                                decide(program, "read", arguments),
                                argument + " " + operator + " " + value + " " + two);
                    }
                }
            }
        }
    }

    private static boolean holds(Operator operator, long argument, long value, long two) {
        int order = Long.compareUnsigned(argument, value);
        return switch (operator) {
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case EQ -> order == 0;
            case GE -> order >= 0;
            case GT -> order > 0;
            case MASKED_EQ -> (argument & value) == two;
        };
    }

    @Test
    void conditionsOnSeveralArgumentsHoldTogetherAndOnOneAreAlternatives() {
        List<Instruction> program = rules("""
                {'names': ['read'], 'action': 'SCMP_ACT_ERRNO', 'errnoRet': 22,
                 'args': [{'index': 0, 'op': 'SCMP_CMP_EQ', 'value': 3}, {'index': 2, 'op': 'SCMP_CMP_GT', 'value': 9}]},
                {'name': 'write', 'action': 'SCMP_ACT_KILL_PROCESS',
                 'args': [{'index': 0, 'op': 'SCMP_CMP_EQ', 'value': 3}, {'index': 0, 'op': 'SCMP_CMP_EQ', 'value': 4}]}""");
        assertEquals(SeccompFilter.ERRNO | 22, decide(program, "read", 3, 0, 10));
        assertEquals(SeccompFilter.ALLOW, decide(program, "read", 3, 0, 9));
        assertEquals(SeccompFilter.ALLOW, decide(program, "read", 4, 0, 10));
        assertEquals(0x80000000, decide(program, "write", 3));
        assertEquals(0x80000000, decide(program, "write", 4));
        assertEquals(SeccompFilter.ALLOW, decide(program, "write", 5));
    }

    @Test
    void aRuleWithoutConditionsDecidesBeforeThoseThatHaveSome() {
        List<Instruction> program = rules("""
                {'names': ['read'], 'action': 'SCMP_ACT_TRAP', 'args': [{'index': 0, 'op': 'SCMP_CMP_EQ', 'value': 3}]},
                {'names': ['read', 'nosuchcall'], 'action': 'SCMP_ACT_LOG'},
                {'names': ['read'], 'action': 'SCMP_ACT_KILL'}""");
        assertEquals(0x7ffc0000, decide(program, "read", 3));
    }

    @Test
    void rulesAreForCapabilitiesMachinesAndKernels() {
        String json = """
                {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "syscalls": [
                 {"names": ["mount"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_SYS_ADMIN"]}},
                 {"names": ["read"], "action": "SCMP_ACT_ALLOW", "excludes": {"caps": ["CAP_SYS_ADMIN"]}},
                 {"names": ["write"], "action": "SCMP_ACT_ALLOW", "includes": {"arches": ["arm64"]}},
                 {"names": ["open"], "action": "SCMP_ACT_ALLOW", "excludes": {"arches": ["amd64"]}},
                 {"names": ["close"], "action": "SCMP_ACT_ALLOW", "includes": {"minKernel": "4.8"}},
                 {"names": ["stat"], "action": "SCMP_ACT_ALLOW", "includes": {"minKernel": "999.0"}}]}
                """;
        List<Instruction> admin = compiled(json, Capability.SYS_ADMIN);
        List<Instruction> nobody = compiled(json);
        int refused = SeccompFilter.ERRNO | 38;
        assertEquals(SeccompFilter.ALLOW, decide(admin, "mount"));
        assertEquals(refused, decide(nobody, "mount"));
        assertEquals(refused, decide(admin, "read"));
        assertEquals(SeccompFilter.ALLOW, decide(nobody, "read"));
        assertEquals(refused, decide(nobody, "write"));
        assertEquals(refused, decide(nobody, "open"));
        assertEquals(SeccompFilter.ALLOW, decide(nobody, "close"));
        assertEquals(refused, decide(nobody, "stat"));
    }

    @Test
    void conventionsNotNamedEndTheThreadAndX32IsUnknown() {
        String deny = "'syscalls': [{'names': ['chmod'], 'action': 'SCMP_ACT_ERRNO'}]}";
        String alone = ("{'defaultAction': 'SCMP_ACT_ALLOW', " + deny).replace('\'', '"');
        String both = ("{'defaultAction': 'SCMP_ACT_ALLOW', 'archMap': [{'architecture': 'SCMP_ARCH_X86_64', "
                        + "'subArchitectures': ['SCMP_ARCH_X86', 'SCMP_ARCH_X32']}], " + deny)
                .replace('\'', '"');
        int chmod = SyscallTable.get().number(Abi.I386, "chmod").orElseThrow();
        assertEquals(0, BpfMachine.decide(compiled(alone), chmod, Abi.I386.audit()));
        assertEquals(EPERM, BpfMachine.decide(compiled(both), chmod, Abi.I386.audit()));
        assertEquals(SeccompFilter.ERRNO | 38, BpfMachine.decide(compiled(both), 0x40000000 | 90, Abi.X86_64.audit()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | it is not JSON",
                "[] | it is no JSON object",
                "{} | defaultAction is ''",
                "{'defaultAction': 'SCMP_ACT_NOTIFY'} | defaultAction is 'SCMP_ACT_NOTIFY'",
                "{'defaultAction': 'SCMP_ACT_ERRNO', 'defaultErrnoRet': 4096} | error number 4096",
                "{'defaultAction': 'SCMP_ACT_ALLOW', 'flags': ['SECCOMP_FILTER_FLAG_LOG']} | 'flags' is not supported",
                "{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': {}} | 'syscalls' is no list",
                "{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'action': 'SCMP_ACT_ALLOW'}]} | has no 'names'",
                "{'defaultAction': 'SCMP_ACT_ALLOW', 'architectures': ['SCMP_ARCH_X86'], 'archMap': [{}]} | both",
            })
    void refusesWhatIsNoProfile(String json, String why) {
        EngineException refusal = assertThrows(EngineException.class, () -> compiled(json.replace('\'', '"')));
        assertTrue(refusal.getMessage().startsWith("invalid seccomp profile: "), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
    }

    @Test
    void refusesMoreThanTheKernelTakes() {
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < 1100; i++) {
            rules.add("{'names': ['read'], 'action': 'SCMP_ACT_ERRNO', 'args': "
                    + "[{'index': 0, 'op': 'SCMP_CMP_EQ', 'value': " + i + "}]}");
        }
        EngineException refusal = assertThrows(EngineException.class, () -> rules(String.join(",", rules)));
        assertTrue(refusal.getMessage().contains("the kernel takes 4096"), refusal.getMessage());
    }
}
