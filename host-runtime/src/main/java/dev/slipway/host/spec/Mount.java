package dev.slipway.host.spec;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One mount inside a container, beyond the standard ones.
 *
 * @param kind what is mounted
 * @param source host path of a {@link Kind#BIND}; else null
 * @param target absolute path in the container; resolved inside the root, created when missing
 * @param readOnly recursively read-only
 * @param idmapped whether host ids 0… of the source appear as container ids 0… (engine-owned files and volumes)
 * @param options further mount options: {@code noexec}, {@code nosuid}, {@code size=64m}, {@code mode=1777}, {@code rshared}…
 */
public record Mount(
        Kind kind, @Nullable Path source, String target, boolean readOnly, boolean idmapped, List<String> options) {
    /** What a mount's content is. */
    public enum Kind {
        BIND,
        TMPFS,
        /** Nothing: the folder is the root's own and only made when missing. */
        FOLDER
    }
}
