package dev.slipway.host.confine;

import dev.slipway.host.launch.Section;
import dev.slipway.host.linux.SmallFile;
import dev.slipway.host.linux.SyscallNumber;
import java.util.Collection;
import java.util.EnumSet;

/**
 * Operations that reduce a process to a set of capabilities: {@link #bound} while it may still do so, {@link #reduce} after
 * it has become its user. Inheritable and ambient sets stay empty, so that a program gains nothing by being executed.
 */
public final class CapabilitySteps {
    private static final int PR_CAPBSET_DROP = 24;
    private static final int CAPABILITY_VERSION_3 = 0x20080522;
    private static final int WORD = 32;
    private static final long WORD_MASK = 0xFFFFFFFFL;
    private static final int LAST_KNOWN = lastKnown();
    private static final long OWN = own();
    private final Section section;
    private final EnumSet<Capability> wanted;

    /** @param hostNamespace whether the process stays in the engine's user namespace, where it can have no more than the engine */
    public CapabilitySteps(Section section, Collection<String> names, boolean hostNamespace) {
        this.section = section;
        this.wanted = Capability.set(names);
        wanted.removeIf(c -> c.ordinal() > LAST_KNOWN || (hostNamespace && ((OWN >>> c.ordinal()) & 1) == 0));
    }

    private static int lastKnown() {
        return Integer.parseInt(SmallFile.read("/proc/sys/kernel/cap_last_cap").strip());
    }

    private static long own() {
        return SmallFile.read("/proc/self/status")
                .lines()
                .filter(line -> line.startsWith("CapPrm:"))
                .mapToLong(line -> Long.parseUnsignedLong(
                        line.substring("CapPrm:".length()).strip(), 16))
                .findFirst()
                .orElse(0);
    }

    /** Takes all others out of the bounding set, for good. Needs SETPCAP. */
    public void bound() {
        for (int bit = 0; bit <= LAST_KNOWN; bit++) {
            int current = bit;
            if (wanted.stream().noneMatch(c -> c.ordinal() == current)) {
                section.call("drop capability " + name(bit), SyscallNumber.PRCTL, PR_CAPBSET_DROP, bit, 0, 0, 0);
            }
        }
    }

    private static String name(int bit) {
        return bit < Capability.values().length ? Capability.values()[bit].name() : "" + bit;
    }

    /** Sets effective and permitted; to nothing for a user that is not root, who gets them by executing setuid programs only. */
    public void reduce(boolean root) {
        long bits = root ? Capability.bits(wanted) : 0;
        long low = bits & WORD_MASK;
        long high = bits >>> WORD;
        long header = section.words(CAPABILITY_VERSION_3);
        // Two structures of effective, permitted, inheritable; 4 bytes each.
        long data = section.words(low | low << WORD, high << WORD, high);
        section.call("set capabilities", SyscallNumber.CAPSET, header, data);
    }
}
