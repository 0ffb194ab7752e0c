package dev.slipway.host.mount;

import dev.slipway.host.linux.Fd;

/** A mount asked for beside the standard ones. */
sealed interface UserMount {
    /** Absolute path in the container. */
    String target();

    /** Frees what was made; harmless when it was attached meanwhile. */
    default void close() {}

    /**
     * @param tree detached, owned by this
     * @param directory whether it is put on a folder; on a file otherwise
     */
    record Bind(Fd tree, String target, boolean directory) implements UserMount {
        @Override
        public void close() {
            tree.close();
        }
    }

    /** Made by the container's first process, so that it belongs to the container's user namespace. */
    record Tmpfs(String target, MountOptions options) implements UserMount {}

    /** Only a place in the root, made when missing. */
    record Folder(String target) implements UserMount {}
}
