package dev.slipway.host.confine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/** Numbers of system calls by name, per calling convention. */
final class SyscallTable {
    private static final SyscallTable INSTANCE = new SyscallTable();
    private static final String RESOURCE = "syscalls.tbl";
    private final Map<Abi, Map<String, Integer>> numbers = new EnumMap<>(Abi.class);

    /** A calling convention, as seccomp sees it. */
    enum Abi {
        X86_64(0xC000003E),
        I386(0x40000003),
        AARCH64(0xC00000B7);

        private final int audit;

        Abi(int audit) {
            this.audit = audit;
        }

        /** AUDIT_ARCH_… of linux/audit.h. */
        int audit() {
            return audit;
        }
    }

    private SyscallTable() {
        for (Abi abi : Abi.values()) {
            numbers.put(abi, new HashMap<>());
        }
        try (InputStream in = SyscallTable.class.getResourceAsStream(RESOURCE);
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(java.util.Objects.requireNonNull(in), StandardCharsets.US_ASCII))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(this::add);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    private void add(String line) {
        String[] fields = line.split(" ");
        for (Abi abi : Abi.values()) {
            String number = fields[abi.ordinal() + 1];
            if (!number.equals("-")) {
                numbers(abi).put(fields[0], Integer.parseInt(number));
            }
        }
    }

    private Map<String, Integer> numbers(Abi abi) {
        return Objects.requireNonNull(numbers.get(abi));
    }

    static SyscallTable get() {
        return INSTANCE;
    }

    /** Empty when the convention has no such call. */
    OptionalInt number(Abi abi, String name) {
        Integer number = numbers(abi).get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** Whether any convention has it. */
    boolean knows(String name) {
        return numbers.values().stream().anyMatch(table -> table.containsKey(name));
    }
}
