package dev.slipway.host.mount;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.Mounts;
import java.util.ArrayList;
import java.util.List;

/**
 * A mount's options in the words of mount(8), sorted by who takes them.
 *
 * @param attributes of the mount: {@code Mounts.ATTR_…}
 * @param propagation {@code Mounts.PROPAGATION_…}
 * @param settings of the file system: {@code size=64m}
 */
record MountOptions(long attributes, long propagation, List<String> settings) {
    private static final List<String> TMPFS_SETTINGS = List.of("size", "mode", "uid", "gid", "nr_inodes", "nr_blocks");

    /** @param defaults attributes that hold unless an option takes them away */
    static MountOptions of(List<String> options, long defaults) {
        long attributes = defaults;
        long propagation = Mounts.PROPAGATION_PRIVATE;
        List<String> settings = new ArrayList<>();
        for (String option : options) {
            switch (option) {
                case "rw" -> attributes &= ~Mounts.ATTR_RDONLY;
                case "ro" -> attributes |= Mounts.ATTR_RDONLY;
                case "noexec" -> attributes |= Mounts.ATTR_NOEXEC;
                case "exec" -> attributes &= ~Mounts.ATTR_NOEXEC;
                case "nosuid" -> attributes |= Mounts.ATTR_NOSUID;
                case "suid" -> attributes &= ~Mounts.ATTR_NOSUID;
                case "nodev" -> attributes |= Mounts.ATTR_NODEV;
                case "dev" -> attributes &= ~Mounts.ATTR_NODEV;
                case "noatime" -> attributes |= Mounts.ATTR_NOATIME;
                case "rprivate", "private" -> propagation = Mounts.PROPAGATION_PRIVATE;
                case "rslave", "slave" -> propagation = Mounts.PROPAGATION_SLAVE;
                case "rshared", "shared" -> propagation = Mounts.PROPAGATION_SHARED;
                // Said by clients and true already: the tree is cloned whole, labels and consistency have no meaning
                // here.
                case "rbind", "bind", "z", "Z", "cached", "delegated", "consistent", "nocopy", "relatime", "" -> {}
                default -> settings.add(setting(option));
            }
        }
        return new MountOptions(attributes, propagation, List.copyOf(settings));
    }

    private static String setting(String option) {
        int equals = option.indexOf('=');
        if (equals < 0 || !TMPFS_SETTINGS.contains(option.substring(0, equals))) {
            throw EngineException.invalid("invalid mount option '" + option + "'");
        }
        return option;
    }
}
