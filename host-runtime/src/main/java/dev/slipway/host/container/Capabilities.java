package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which capabilities a container's processes have: Docker's fourteen, more by CapAdd, fewer by CapDrop. Pure. */
public final class Capabilities {
    /** Docker's default; none of them reaches beyond the container's own namespaces. */
    static final Set<String> DEFAULT = ordered(
            "CHOWN",
            "DAC_OVERRIDE",
            "FSETID",
            "FOWNER",
            "MKNOD",
            "NET_RAW",
            "SETGID",
            "SETUID",
            "SETFCAP",
            "SETPCAP",
            "NET_BIND_SERVICE",
            "SYS_CHROOT",
            "KILL",
            "AUDIT_WRITE");

    /** Every capability of the kernel (capabilities(7)), in the order of their numbers. */
    public static final Set<String> ALL = ordered(
            "CHOWN",
            "DAC_OVERRIDE",
            "DAC_READ_SEARCH",
            "FOWNER",
            "FSETID",
            "KILL",
            "SETGID",
            "SETUID",
            "SETPCAP",
            "LINUX_IMMUTABLE",
            "NET_BIND_SERVICE",
            "NET_BROADCAST",
            "NET_ADMIN",
            "NET_RAW",
            "IPC_LOCK",
            "IPC_OWNER",
            "SYS_MODULE",
            "SYS_RAWIO",
            "SYS_CHROOT",
            "SYS_PTRACE",
            "SYS_PACCT",
            "SYS_ADMIN",
            "SYS_BOOT",
            "SYS_NICE",
            "SYS_RESOURCE",
            "SYS_TIME",
            "SYS_TTY_CONFIG",
            "MKNOD",
            "LEASE",
            "AUDIT_WRITE",
            "AUDIT_CONTROL",
            "SETFCAP",
            "MAC_OVERRIDE",
            "MAC_ADMIN",
            "SYSLOG",
            "WAKE_ALARM",
            "BLOCK_SUSPEND",
            "AUDIT_READ",
            "PERFMON",
            "BPF",
            "CHECKPOINT_RESTORE");

    private static final String EVERY = "ALL";

    private Capabilities() {}

    /** @throws EngineException INVALID with Docker's text for a name the kernel does not know */
    static Set<String> of(@Nullable List<String> add, @Nullable List<String> drop, boolean privileged) {
        if (privileged) {
            return ALL;
        }
        List<String> added = names("CapAdd", add);
        List<String> dropped = names("CapDrop", drop);
        Set<String> result = new LinkedHashSet<>();
        if (added.contains(EVERY)) {
            result.addAll(ALL);
            dropped.forEach(result::remove);
        } else if (dropped.contains(EVERY)) {
            result.addAll(added);
        } else {
            result.addAll(DEFAULT);
            dropped.forEach(result::remove);
            result.addAll(added);
        }
        return result;
    }

    private static List<String> names(String field, @Nullable List<String> given) {
        return given == null
                ? List.of()
                : given.stream().map(name -> name(field, name)).toList();
    }

    private static String name(String field, String given) {
        String upper = given.toUpperCase(Locale.ROOT);
        String name = upper.startsWith("CAP_") ? upper.substring("CAP_".length()) : upper;
        if (!ALL.contains(name) && !name.equals(EVERY)) {
            throw EngineException.invalid("invalid " + field + ": unknown capability: \"" + given + "\"");
        }
        return name;
    }

    private static Set<String> ordered(String... names) {
        return java.util.Collections.unmodifiableSet(new LinkedHashSet<>(List.of(names)));
    }
}
