package dev.slipway.host.spec;

/**
 * Whose namespaces a container is born into instead of having its own.
 *
 * @param pidOf host pid of a process whose pid namespace is joined, or 0
 * @param ipcOf likewise for IPC, and with it its {@code /dev/shm}
 */
public record Joins(int pidOf, int ipcOf) {
    public static final Joins NONE = new Joins(0, 0);

    public boolean any() {
        return pidOf != 0 || ipcOf != 0;
    }
}
