package dev.slipway.host.start;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.Pidfd;
import dev.slipway.host.spec.ContainerSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Descriptors of the namespaces of others that a container is to be born into, and their numbers in the launcher's process. */
final class Joining implements AutoCloseable {
    private static final int NONE = -1;
    private final List<Fd> open = new ArrayList<>();
    private int network = NONE;
    private int ownNetwork = NONE;
    private int pid = NONE;
    private int ipc = NONE;
    private int mounts = NONE;
    private int ownMounts = NONE;

    private Joining() {}

    /** Opens what {@code spec} names; what a dead process's number has come to mean is not noticed before the container's end. */
    static Joining open(ContainerSpec spec) {
        Joining joining = new Joining();
        try {
            if (spec.network() == ContainerSpec.Network.JOIN) {
                joining.network = joining.namespace(Integer.toString(spec.joinNetworkOf()), "net");
                joining.ownNetwork = joining.namespace("self", "net");
            }
            if (spec.joins().pidOf() != 0) {
                joining.pid = joining.process(spec.joins().pidOf());
            }
            if (spec.joins().ipcOf() != 0) {
                joining.ipc = joining.process(spec.joins().ipcOf());
                joining.mounts = joining.namespace(Integer.toString(spec.joins().ipcOf()), "mnt");
                joining.ownMounts = joining.namespace("self", "mnt");
            }
            return joining;
        } catch (RuntimeException e) {
            joining.close();
            throw e;
        }
    }

    private int namespace(String process, String kind) {
        return add(Descriptors.open(Path.of("/proc/" + process + "/ns/" + kind), Descriptors.READ_ONLY));
    }

    private int process(int number) {
        return add(Pidfd.find(number)
                .orElseThrow(() ->
                        EngineException.conflict("cannot join the namespaces of process " + number + ": it has ended"))
                .fd());
    }

    private int add(Fd fd) {
        open.add(fd);
        return Numbers.OTHERS + open.size() - 1;
    }

    /** In the order of their numbers, from {@link Numbers#OTHERS} on; still owned by this. */
    List<Fd> descriptors() {
        return open;
    }

    int network() {
        return network;
    }

    int ownNetwork() {
        return ownNetwork;
    }

    /** A process in the pid namespace, or -1. */
    int pid() {
        return pid;
    }

    /** A process in the IPC namespace, or -1. */
    int ipc() {
        return ipc;
    }

    /** The mount namespace whose {@code /dev/shm} belongs to the IPC namespace. */
    int mounts() {
        return mounts;
    }

    int ownMounts() {
        return ownMounts;
    }

    @Override
    public void close() {
        open.forEach(Fd::close);
    }
}
