package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.spec.Joins;
import org.jspecify.annotations.Nullable;

/** Finds the containers whose namespaces another one asks for, and says why it cannot have them. */
final class OthersNamespaces {
    private final Roster roster;
    private final ContainerRecord record;

    OthersNamespaces(Roster roster, ContainerRecord record) {
        this.roster = roster;
        this.record = record;
    }

    /** Host pid of the container whose network namespace is asked for, or 0. */
    int network(NetworkChoice network) {
        if (network instanceof NetworkChoice.Of(String name)) {
            LiveContainer other = roster.require(record.tenant(), name);
            RunningContainer running = other.running();
            if (running == null) {
                throw EngineException.conflict("cannot join network of a non running container: " + other.id());
            }
            return running.first().pid();
        }
        return 0;
    }

    /** The others. @throws EngineException as Docker refuses it, and where user namespaces stand between */
    Joins others() {
        SharedNamespaces shared = SharedNamespaces.of(record.host());
        int pid = find("PID", shared.pidOf());
        int ipc = find("IPC", shared.ipcOf());
        if (pid != 0 && ipc != 0 && pid != ipc && SpecAssembly.userNamespace(record.host())) {
            throw EngineException.invalid("cannot join the PID namespace of '" + shared.pidOf()
                    + "' and the IPC namespace of '" + shared.ipcOf()
                    + "': each belongs to a user namespace of its own; join the same container, or add --userns=host");
        }
        return new Joins(pid, ipc);
    }

    private int find(String kind, @Nullable String name) {
        if (name == null) {
            return 0;
        }
        String failed = "failed to join " + kind + " namespace: ";
        LiveContainer other = require(failed, name);
        RunningContainer running = other.running();
        if (running == null) {
            throw EngineException.conflict(failed + "container " + other.id() + " is not running");
        }
        if (kind.equals("IPC") && !SharedNamespaces.isShareable(other.record().host())) {
            throw EngineException.invalid(
                    failed + "non-shareable IPC (hint: use IpcMode:shareable for the donor container)");
        }
        boolean inUserNamespace = SpecAssembly.userNamespace(record.host());
        boolean same = SpecAssembly.userNamespace(other.record().host())
                && other.tenant().equals(record.tenant());
        if (inUserNamespace && !same) {
            throw EngineException.invalid(failed + "container " + other.id()
                    + " has another user namespace, which would have to be joined with it: add --userns=host");
        }
        return running.first().pid();
    }

    private LiveContainer require(String failed, String name) {
        try {
            return roster.require(record.tenant(), name);
        } catch (EngineException e) {
            // Not as missing: that would be the container to be started.
            throw EngineException.invalid(failed + e.getMessage());
        }
    }
}
