package dev.slipway.host.container;

import dev.slipway.host.cgroup.Cgroup;
import dev.slipway.host.cgroup.Cgroups;
import dev.slipway.host.cgroup.DeviceIo;
import dev.slipway.host.cgroup.Tally;
import dev.slipway.host.cgroup.Usage;
import dev.slipway.host.spec.DeviceAccess;
import dev.slipway.host.spec.Limits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Control groups that only remember. */
final class TestingCgroups implements Cgroups {
    final Map<String, Group> groups = new ConcurrentHashMap<>();

    @Override
    public int version() {
        return 2;
    }

    @Override
    public Cgroup create(String parent, String id, Limits limits, DeviceAccess devices) {
        Group group = new Group(parent + "/" + id, limits);
        groups.put(group.path, group);
        return group;
    }

    @Override
    public Optional<Cgroup> find(String parent, String id) {
        return Optional.ofNullable(groups.get(parent + "/" + id));
    }

    @Override
    public Optional<Tally> tally(String parent, String id) {
        return find(parent, id).map(group -> Tally.NONE);
    }

    @Override
    public List<DeviceIo> io(String parent, String id) {
        return List.of();
    }

    @Override
    public void limit(String parent, Limits limits) {
        throw new AssertionError("containers do not limit tenants");
    }

    @Override
    public Set<String> tenants() {
        return Set.of();
    }

    @Override
    public void share(String parent, long shares) {}

    @Override
    public void sweep(Set<String> liveContainerIds) {
        groups.keySet().removeIf(path -> !liveContainerIds.contains(path.substring(path.indexOf('/') + 1)));
    }

    @Override
    public void removeAll() {
        groups.clear();
    }

    final class Group implements Cgroup {
        private final String path;
        volatile Limits limits;
        volatile long oomKills;
        volatile boolean frozen;

        Group(String path, Limits limits) {
            this.path = path;
            this.limits = limits;
        }

        @Override
        public void add(int pid) {
            // The twin's processes have no pids of the kernel.
        }

        @Override
        public void apply(Limits changed) {
            limits = changed;
        }

        @Override
        public void freeze() {
            frozen = true;
        }

        @Override
        public void thaw() {
            frozen = false;
        }

        @Override
        public void hurry() {}

        @Override
        public void kill() {
            // Its processes end when the test says so.
        }

        @Override
        public Usage usage() {
            return new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        }

        @Override
        public long oomKills() {
            return oomKills;
        }

        @Override
        public List<Path> folders() {
            return List.of();
        }

        @Override
        public boolean removeEmpty() {
            remove();
            return true;
        }

        @Override
        public void remove() {
            groups.remove(path);
        }
    }
}
