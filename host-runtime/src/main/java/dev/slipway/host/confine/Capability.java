package dev.slipway.host.confine;

import dev.slipway.host.base.EngineException;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Capabilities (capabilities(7)) in the kernel's order: the ordinal is the bit. */
public enum Capability {
    CHOWN,
    DAC_OVERRIDE,
    DAC_READ_SEARCH,
    FOWNER,
    FSETID,
    KILL,
    SETGID,
    SETUID,
    SETPCAP,
    LINUX_IMMUTABLE,
    NET_BIND_SERVICE,
    NET_BROADCAST,
    NET_ADMIN,
    NET_RAW,
    IPC_LOCK,
    IPC_OWNER,
    SYS_MODULE,
    SYS_RAWIO,
    SYS_CHROOT,
    SYS_PTRACE,
    SYS_PACCT,
    SYS_ADMIN,
    SYS_BOOT,
    SYS_NICE,
    SYS_RESOURCE,
    SYS_TIME,
    SYS_TTY_CONFIG,
    MKNOD,
    LEASE,
    AUDIT_WRITE,
    AUDIT_CONTROL,
    SETFCAP,
    MAC_OVERRIDE,
    MAC_ADMIN,
    SYSLOG,
    WAKE_ALARM,
    BLOCK_SUSPEND,
    AUDIT_READ,
    PERFMON,
    BPF,
    CHECKPOINT_RESTORE;

    /** What a container has unless it asks for more or less: Docker's fourteen. */
    public static final List<Capability> DEFAULTS = List.of(
            CHOWN,
            DAC_OVERRIDE,
            FSETID,
            FOWNER,
            MKNOD,
            NET_RAW,
            SETGID,
            SETUID,
            SETFCAP,
            SETPCAP,
            NET_BIND_SERVICE,
            SYS_CHROOT,
            KILL,
            AUDIT_WRITE);

    private static final String PREFIX = "CAP_";

    /** The names of {@link #DEFAULTS} as a process spec has them. */
    public static Set<String> defaultNames() {
        return Set.copyOf(DEFAULTS.stream().map(Enum::name).toList());
    }

    /** Every name there is. */
    public static Set<String> allNames() {
        return Set.copyOf(Arrays.stream(values()).map(Enum::name).toList());
    }

    /** Accepts {@code CAP_NET_ADMIN}, {@code NET_ADMIN} and lower case. */
    public static Capability named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        String bare = upper.startsWith(PREFIX) ? upper.substring(PREFIX.length()) : upper;
        return Arrays.stream(values())
                .filter(capability -> capability.name().equals(bare))
                .findFirst()
                .orElseThrow(() -> EngineException.invalid("invalid capability: unknown capability: \"" + name + "\""));
    }

    static EnumSet<Capability> set(Collection<String> names) {
        EnumSet<Capability> set = EnumSet.noneOf(Capability.class);
        names.forEach(name -> set.add(named(name)));
        return set;
    }

    static long bits(Collection<Capability> capabilities) {
        return capabilities.stream().mapToLong(c -> 1L << c.ordinal()).sum();
    }
}
