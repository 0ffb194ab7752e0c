package dev.slipway.host.confine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.host.confine.SyscallTable.Abi;
import dev.slipway.host.linux.Architecture;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which calling conventions a profile speaks about: its {@code architectures}, or what its {@code archMap} has for this machine. */
final class SeccompArchitectures {
    private SeccompArchitectures() {}

    /** The machine's own is always one of them; conventions that its kernel does not have are passed over. */
    static Set<Abi> of(JsonNode root, Architecture architecture) {
        Abi own = architecture == Architecture.X86_64 ? Abi.X86_64 : Abi.AARCH64;
        List<String> named = new ArrayList<>(SeccompDocument.texts(root, "architectures"));
        JsonNode map = SeccompDocument.list(root, "archMap");
        if (!named.isEmpty() && !map.isEmpty()) {
            throw SeccompDocument.invalid("it has both 'architectures' and 'archMap'");
        }
        for (JsonNode entry : map) {
            List<String> others = SeccompDocument.texts(entry, "subArchitectures");
            if (scmpName(own).equals(SeccompDocument.text(entry, "architecture"))) {
                named.addAll(others);
            }
        }
        EnumSet<Abi> conventions = EnumSet.of(own);
        if (own == Abi.X86_64 && named.contains(scmpName(Abi.I386))) {
            conventions.add(Abi.I386);
        }
        return conventions;
    }

    private static String scmpName(Abi abi) {
        return switch (abi) {
            case X86_64 -> "SCMP_ARCH_X86_64";
            case I386 -> "SCMP_ARCH_X86";
            case AARCH64 -> "SCMP_ARCH_AARCH64";
        };
    }

    /** What {@code includes} and {@code excludes} call it. */
    static String goName(Architecture architecture) {
        return switch (architecture) {
            case X86_64 -> "amd64";
            case AARCH64 -> "arm64";
        };
    }
}
