package dev.slipway.host.cgroup;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.spec.DeviceAccess;
import dev.slipway.host.spec.Limits;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The host's control groups under this engine's own parent; one interface, two back ends. */
public interface Cgroups {
    /**
     * The back end of this machine (v1 hierarchies, or unified), with {@code /slipway-<engine>} made in it.
     *
     * @throws EngineException INTERNAL when the machine has no usable control groups
     */
    static Cgroups of(String engine) {
        Hierarchies hierarchies = Hierarchies.ofThisProcess();
        String name = "slipway-" + engine;
        return hierarchies.hasV1Limits() ? V1Cgroups.of(hierarchies, name) : V2Cgroups.of(hierarchies, name);
    }

    /** 1 or 2. */
    int version();

    /** A group whose processes may use the devices every container has, and no other. */
    default Cgroup create(String parent, String id, Limits limits) {
        return create(parent, id, limits, DeviceAccess.DEFAULT);
    }

    /**
     * Makes a group.
     *
     * @param parent relative to the engine's parent: a tenant's group such as {@code "t-7"}; made when missing
     * @param id the container's
     * @param devices which device nodes its processes may open and make
     */
    Cgroup create(String parent, String id, Limits limits, DeviceAccess devices);

    /** The group made earlier for {@code id}, also by an engine before a restart. */
    Optional<Cgroup> find(String parent, String id);

    /** What the group uses now; empty when there is none. Asked for every container each second, so it may not cost much. */
    default Optional<Usage> usage(String parent, String id) {
        return find(parent, id).map(Cgroup::usage);
    }

    /** The least of it, asked of all containers at once; empty when there is no such group. */
    Optional<Tally> tally(String parent, String id);

    /**
     * What the group has moved to and from block devices. Version 1 counts only where a container's use of devices is limited,
     * because only then it is in a group of that hierarchy.
     */
    List<DeviceIo> io(String parent, String id);

    /** Sets limits for a whole tenant. */
    void limit(String parent, Limits limits);

    /** Those who have a group for all their containers, as {@code parent} names them. */
    Set<String> tenants();

    /**
     * Gives a tenant its weight on the processors beside the others; nothing happens when its group has just gone.
     *
     * @param shares in the units of version 1, of which 1024 are the norm
     */
    void share(String parent, long shares);

    /** Ends and removes the groups of containers other than {@code liveContainerIds}, left by a killed engine. */
    void sweep(Set<String> liveContainerIds);

    /** Removes everything of this engine; fails when processes are left. */
    void removeAll();
}
