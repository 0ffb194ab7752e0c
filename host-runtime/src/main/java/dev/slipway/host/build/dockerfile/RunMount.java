package dev.slipway.host.build.dockerfile;

import org.jspecify.annotations.Nullable;

/**
 * One {@code --mount} of RUN (Dockerfile reference, "RUN --mount"), its variables replaced.
 *
 * @param target where the command sees it; relative to the working folder; "" for a secret that is only a variable
 */
public sealed interface RunMount {
    String target();

    /** Files of the context, a stage or an image. What is written to one that is not {@code readOnly} is dropped. */
    record Bind(String target, @Nullable String from, String source, boolean readOnly) implements RunMount {}

    /**
     * A folder that stays from build to build.
     *
     * @param from stage or image whose {@code source} fills a new one; null for an empty start
     */
    record Cache(
            String target,
            String id,
            @Nullable String from,
            String source,
            Sharing sharing,
            boolean readOnly,
            Access access)
            implements RunMount {}

    /** @param bytes its size, 0 = the kernel's default, half of the memory */
    record Tmpfs(String target, long bytes) implements RunMount {}

    /** @param variable the environment variable that holds it, or null */
    record Secret(String target, String id, @Nullable String variable, boolean required, Access access)
            implements RunMount {}

    record Ssh(String target, String id, boolean required) implements RunMount {}

    /** Owner and permissions of what is made for a mount. */
    record Access(int mode, long uid, long gid) {}

    /** What several steps do with one cache at the same time. */
    enum Sharing {
        SHARED,
        /** Each gets one of its own. */
        PRIVATE,
        /** One after the other. */
        LOCKED
    }
}
