package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.ContainerConfig.HostConfig;
import dev.slipway.host.spec.HostNamespace;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of its namespaces a container shares, from Docker's IpcMode, PidMode and UTSMode. Pure.
 *
 * @param ofHost those of the host
 * @param pidOf the container whose processes it shares, or null
 * @param ipcOf the container whose IPC it shares, or null
 */
record SharedNamespaces(
        Set<HostNamespace> ofHost,
        @Nullable String pidOf,
        @Nullable String ipcOf) {
    private static final String HOST = "host";
    private static final String CONTAINER = "container:";
    private static final String SHAREABLE = "shareable";
    private static final String NO_SHARED_MEMORY = "none";

    /** @throws EngineException INVALID for what is no mode, and for the host's from within a user namespace */
    static SharedNamespaces of(HostConfig host) {
        Set<HostNamespace> shared = EnumSet.noneOf(HostNamespace.class);
        add(shared, HostNamespace.IPC, "IpcMode", host.ipcMode(), Set.of("", "private", SHAREABLE, NO_SHARED_MEMORY));
        add(shared, HostNamespace.PID, "PidMode", host.pidMode(), Set.of("", "private"));
        add(shared, HostNamespace.UTS, "UTSMode", host.utsMode(), Set.of("", "private"));
        boolean inUserNamespace = !host.privileged() && !HOST.equals(host.usernsMode());
        // The name of the host is only to be read there; the other two would have to be mounted, which root alone may.
        shared.stream()
                .filter(namespace -> inUserNamespace && namespace != HostNamespace.UTS)
                .findFirst()
                .ifPresent(namespace -> {
                    throw EngineException.invalid("cannot share the host's " + namespace
                            + " namespace when user namespaces are enabled: add --userns=host");
                });
        return new SharedNamespaces(shared, other(host.pidMode()), other(host.ipcMode()));
    }

    /** Whether a container has no {@code /dev/shm}. */
    static boolean withoutSharedMemory(HostConfig host) {
        return NO_SHARED_MEMORY.equals(host.ipcMode());
    }

    /** Whether others may join the IPC namespace of a container: only one that says so, as with Docker. */
    static boolean isShareable(HostConfig host) {
        return SHAREABLE.equals(host.ipcMode());
    }

    private static @Nullable String other(@Nullable String mode) {
        return mode != null && mode.startsWith(CONTAINER) ? mode.substring(CONTAINER.length()) : null;
    }

    private static void add(
            Set<HostNamespace> shared, HostNamespace namespace, String field, @Nullable String mode, Set<String> own) {
        String text = mode == null ? "" : mode;
        boolean joins =
                namespace != HostNamespace.UTS && text.startsWith(CONTAINER) && text.length() > CONTAINER.length();
        if (text.equals(HOST)) {
            shared.add(namespace);
        } else if (!own.contains(text) && !joins) {
            throw invalid(field, text);
        }
    }

    private static EngineException invalid(String field, String mode) {
        return EngineException.invalid("field 'HostConfig." + field + "' with value \"" + mode
                + "\" is not supported by this engine: use private or host"
                + (field.equals("UTSMode") ? "" : " or container:<name or id>"));
    }
}
