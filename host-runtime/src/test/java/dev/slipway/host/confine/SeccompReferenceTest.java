package dev.slipway.host.confine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.host.base.Json;
import dev.slipway.host.confine.BpfAssembler.Instruction;
import dev.slipway.host.confine.SyscallTable.Abi;
import dev.slipway.host.linux.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The compiled filter allows what a profile in Docker's own format allows: every call, with every first argument near a border.
 * The profile is that of Debian's container tools, or Docker's, named by {@code -Dslipway.seccomp.reference=}.
 */
class SeccompReferenceTest {
    private static final String DEBIAN = "/usr/share/containers/seccomp.json";
    private static final String REFERENCE = System.getProperty("slipway.seccomp.reference", DEBIAN);

    /** Allowed to rootless builders, which make containers inside containers; Docker and this engine want a capability for them. */
    private static final Set<String> DEBIAN_ALLOWS = Set.of(
            "clone",
            "clone3",
            "fsconfig",
            "fsmount",
            "fsopen",
            "fspick",
            "get_mempolicy",
            "mbind",
            "mount",
            "mount_setattr",
            "move_mount",
            "open_tree",
            "pidfd_getfd",
            "reboot",
            "set_mempolicy",
            "setns",
            "syslog",
            "umount2",
            "unshare",
            "socket");

    /** Newer than Debian's profile, or, like vmsplice, in Docker's only. */
    private static final Set<String> DEBIAN_LACKS = Set.of(
            "cachestat",
            "fchmodat2",
            "futex_requeue",
            "futex_wait",
            "futex_waitv",
            "futex_wake",
            "getxattrat",
            "io_pgetevents",
            "io_pgetevents_time64",
            "listmount",
            "listxattrat",
            "map_shadow_stack",
            "mseal",
            "removexattrat",
            "setxattrat",
            "statmount",
            "uretprobe",
            "vmsplice");

    private static final List<Long> ARGUMENTS = Stream.concat(
                    IntStream.range(0, 50).mapToObj(n -> (long) n),
                    Stream.of(0x20000L, 0x20008L, 0x20001L, 0x7E020000L, 0x10000011L, 0x3d0f00L, 0xFFFFFFFFL))
            .toList();

    private final JsonNode profile = profile();

    private static JsonNode profile() {
        try {
            return Json.read(Files.readString(Path.of(REFERENCE)), JsonNode.class);
        } catch (IOException e) {
            throw new AssertionError("no profile to compare with: " + REFERENCE, e);
        }
    }

    @Test
    void theSameCallsAreAllowed() {
        // Given
        EnumSet<Capability> capabilities = EnumSet.copyOf(Capability.DEFAULTS);
        List<Instruction> program = SeccompFilter.compile(Architecture.X86_64, capabilities);
        Set<String> onlyTheirs = new TreeSet<>();
        Set<String> onlyOurs = new TreeSet<>();
        // When
        for (String name : names()) {
            OptionalInt number = SyscallTable.get().number(Abi.X86_64, name);
            for (long argument : number.isPresent() ? ARGUMENTS : List.<Long>of()) {
                boolean ours = BpfMachine.decide(program, number.getAsInt(), Abi.X86_64.audit(), argument)
                        == SeccompFilter.ALLOW;
                boolean theirs = allows(name, argument, capabilities);
                if (ours != theirs) {
                    (ours ? onlyOurs : onlyTheirs).add(name);
                }
            }
        }
        // Then
        boolean debian = REFERENCE.equals(DEBIAN);
        assertEquals(debian ? new TreeSet<>(DEBIAN_ALLOWS) : Set.of(), onlyTheirs);
        Set<String> newer = new TreeSet<>(DEBIAN_LACKS);
        newer.removeIf(name -> SyscallTable.get().number(Abi.X86_64, name).isEmpty());
        assertEquals(debian ? newer : Set.of(), onlyOurs);
    }

    @Test
    void theDocumentCompiledAllowsWhatItSays() throws IOException {
        for (EnumSet<Capability> capabilities : List.of(
                EnumSet.copyOf(Capability.DEFAULTS),
                EnumSet.noneOf(Capability.class),
                EnumSet.allOf(Capability.class))) {
            // Given
            List<Instruction> program = SeccompCompiler.compile(
                    SeccompDocument.read(Files.readString(Path.of(REFERENCE)), Architecture.X86_64, capabilities));
            for (String name : names()) {
                OptionalInt number = SyscallTable.get().number(Abi.X86_64, name);
                for (long argument : number.isPresent() ? ARGUMENTS : List.<Long>of()) {
                    // When
                    int decision =
                            BpfMachine.decide(program, number.getAsInt(), Abi.X86_64.audit(), argument, 0, argument);
                    // Then
                    assertEquals(
                            allows(name, argument, capabilities),
                            decision == SeccompFilter.ALLOW,
                            name + " " + argument + " " + capabilities);
                }
            }
        }
    }

    private Set<String> names() {
        Set<String> names =
                new TreeSet<>(SeccompProfile.of(EnumSet.allOf(Capability.class)).keySet());
        profile.path("syscalls").forEach(rule -> names.addAll(texts(rule.path("names"))));
        return names;
    }

    /** As moby's seccomp package decides it: a call is allowed when a rule that is in force names it and its conditions hold. */
    private boolean allows(String name, long argument, EnumSet<Capability> capabilities) {
        return profile.path("syscalls")
                .valueStream()
                .filter(rule -> rule.path("action").asText().equals("SCMP_ACT_ALLOW"))
                .filter(rule -> texts(rule.path("names")).contains(name))
                .filter(rule -> inForce(rule, capabilities))
                .anyMatch(rule -> rule.path("args").valueStream().allMatch(condition -> holds(condition, argument)));
    }

    private static boolean inForce(JsonNode rule, EnumSet<Capability> capabilities) {
        List<String> wanted = texts(rule.path("includes").path("caps"));
        List<String> wantedArches = texts(rule.path("includes").path("arches"));
        return wanted.stream().allMatch(cap -> capabilities.contains(Capability.named(cap)))
                && (wantedArches.isEmpty() || wantedArches.contains("amd64"))
                && texts(rule.path("excludes").path("caps")).stream()
                        .noneMatch(cap -> capabilities.contains(Capability.named(cap)))
                && !texts(rule.path("excludes").path("arches")).contains("amd64");
    }

    private static boolean holds(JsonNode condition, long argument) {
        long value = condition.path("value").asLong();
        return switch (condition.path("op").asText()) {
            case "SCMP_CMP_EQ" -> argument == value;
            case "SCMP_CMP_NE" -> argument != value;
            case "SCMP_CMP_LT" -> argument < value;
            case "SCMP_CMP_GT" -> argument > value;
            case "SCMP_CMP_MASKED_EQ" ->
                (argument & value) == condition.path("valueTwo").asLong();
            default -> throw new AssertionError("condition " + condition);
        };
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
