package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.ContainerConfig.HostConfig;
import dev.slipway.host.spec.HostNamespace;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which of its namespaces a container shares with the host, from Docker's IpcMode, PidMode and UTSMode. Pure. */
final class SharedNamespaces {
    private static final String HOST = "host";

    private SharedNamespaces() {}

    /** @throws EngineException INVALID for another container's, and for the host's from within a user namespace */
    static Set<HostNamespace> of(HostConfig host) {
        Set<HostNamespace> shared = EnumSet.noneOf(HostNamespace.class);
        // "shareable" with other containers and "private" are the same as long as none can be joined.
        add(shared, HostNamespace.IPC, "IpcMode", host.ipcMode(), Set.of("", "private", "shareable"));
        add(shared, HostNamespace.PID, "PidMode", host.pidMode(), Set.of("", "private"));
        add(shared, HostNamespace.UTS, "UTSMode", host.utsMode(), Set.of("", "private"));
        if (!shared.isEmpty() && !host.privileged() && !HOST.equals(host.usernsMode())) {
            throw EngineException.invalid("cannot share the host's "
                    + shared.iterator().next() + " namespace when user namespaces are enabled: add --userns=host");
        }
        return shared;
    }

    private static void add(
            Set<HostNamespace> shared, HostNamespace namespace, String field, @Nullable String mode, Set<String> own) {
        String text = mode == null ? "" : mode;
        if (text.equals(HOST)) {
            shared.add(namespace);
        } else if (!own.contains(text)) {
            throw EngineException.invalid("field 'HostConfig." + field + "' with value \"" + text
                    + "\" is not supported by this engine: use private or host");
        }
    }
}
