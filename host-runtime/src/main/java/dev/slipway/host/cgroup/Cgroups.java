package dev.slipway.host.cgroup;

import dev.slipway.host.spec.Limits;
import java.util.Optional;

/** The host's control groups under this engine's own parent; one interface, two back ends. */
public interface Cgroups {
    /** The back end of this machine (v1 hierarchies, or unified), with {@code /slipway-<engine>} made in it. */
    static Cgroups of(String engine) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** 1 or 2. */
    int version();

    /**
     * Makes a group.
     *
     * @param parent relative to the engine's parent: a tenant's group such as {@code "t-7"}; made when missing
     * @param id the container's
     */
    Cgroup create(String parent, String id, Limits limits);

    /** The group made earlier for {@code id}, also by an engine before a restart. */
    Optional<Cgroup> find(String parent, String id);

    /** Sets limits for a whole tenant. */
    void limit(String parent, Limits limits);

    /** Removes everything of this engine; fails when processes are left. */
    void removeAll();
}
