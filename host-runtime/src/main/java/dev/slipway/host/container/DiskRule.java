package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.ContainerConfig.HostConfig;
import dev.slipway.host.spec.DiskLimit;
import java.util.Map;

/** How much a container may write into its own files, from Docker's StorageOpt: {@code size}, and ours {@code inodes}. Pure. */
final class DiskRule {
    /** Of a tenant's container, a build step's included: several times what an app and its packages take. */
    static final DiskLimit TENANT = new DiskLimit(10L << 30, 1_000_000);

    private static final String SIZE = "size";
    private static final String INODES = "inodes";

    /** Less is no room for the files every container gets. */
    private static final long SMALLEST_BYTES = 1L << 20;

    private static final long FEWEST_INODES = 128;

    private DiskRule() {}

    /** What is asked for; {@link DiskLimit#NONE} when nothing is. @throws EngineException INVALID */
    static DiskLimit of(HostConfig host) {
        Map<String, String> wish = host.storageOpt() == null ? Map.of() : host.storageOpt();
        for (String name : wish.keySet()) {
            if (!name.equals(SIZE) && !name.equals(INODES)) {
                throw EngineException.invalid(
                        "unknown storage option '" + name + "': this engine knows " + SIZE + " and " + INODES);
            }
        }
        if (wish.isEmpty()) {
            return DiskLimit.NONE;
        }
        String size = wish.get(SIZE);
        if (size == null) {
            throw EngineException.invalid("storage option '" + INODES + "' needs '" + SIZE + "' beside it");
        }
        return new DiskLimit(bytes(size), wish.containsKey(INODES) ? inodes(String.valueOf(wish.get(INODES))) : 0);
    }

    /**
     * What a tenant's container gets.
     *
     * @param wish what is asked for, by a build
     * @param ceiling most bytes that were decided for this tenant; 0 = nothing was decided
     */
    static DiskLimit ofTenant(DiskLimit wish, long ceiling) {
        DiskLimit limit = wish.limited() ? wish : TENANT;
        return ceiling == 0 || limit.bytes() <= ceiling ? limit : new DiskLimit(Math.max(SMALLEST_BYTES, ceiling), 0);
    }

    private static long bytes(String text) {
        long bytes = ByteSize.parse(text).orElse(-1);
        if (bytes < SMALLEST_BYTES) {
            throw EngineException.invalid("invalid value for storage option '" + SIZE + "': '" + text
                    + "'; a number of bytes of at least 1m is expected, such as 500m or 10g");
        }
        return bytes;
    }

    private static long inodes(String text) {
        long inodes = text.matches("\\d{1,9}") ? Long.parseLong(text) : -1;
        if (inodes < FEWEST_INODES) {
            throw EngineException.invalid("invalid value for storage option '" + INODES + "': '" + text
                    + "'; a whole number of at least " + FEWEST_INODES + " is expected");
        }
        return inodes;
    }
}
