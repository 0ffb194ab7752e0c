package dev.slipway.host.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.cgroup.Hierarchies.Hierarchy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HierarchiesTest {
    @Test
    void findsSeparateHierarchiesBesideABareUnifiedOne() {
        // Given
        List<String> mounts = List.of(
                "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755",
                "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct",
                "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory",
                "40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd",
                "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw");
        List<String> memberships = List.of("9:name=systemd:/", "4:memory:/sandbox/4ac", "2:cpu,cpuacct:/", "0::/");
        // When
        Hierarchies found = Hierarchies.parse(mounts, memberships);
        // Then
        assertTrue(found.hasV1Limits());
        Hierarchy cpu = new Hierarchy(Path.of("/sys/fs/cgroup/cpu,cpuacct"), Path.of("/sys/fs/cgroup/cpu,cpuacct"));
        assertEquals(
                Map.of(
                        "cpu",
                        cpu,
                        "cpuacct",
                        cpu,
                        "memory",
                        new Hierarchy(Path.of("/sys/fs/cgroup/memory"), Path.of("/sys/fs/cgroup/memory/sandbox/4ac")),
                        "name=systemd",
                        new Hierarchy(Path.of("/sys/fs/cgroup/systemd"), Path.of("/sys/fs/cgroup/systemd"))),
                found.v1());
        assertEquals(
                Optional.of(new Hierarchy(Path.of("/sys/fs/cgroup/unified"), Path.of("/sys/fs/cgroup/unified"))),
                found.unified());
    }

    @Test
    void findsTheUnifiedHierarchyAlone() {
        // When
        Hierarchies found = Hierarchies.parse(
                List.of("29 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate"),
                List.of("0::/system.slice/slipway.service"));
        // Then
        assertFalse(found.hasV1Limits());
        assertEquals(
                Optional.of(new Hierarchy(
                        Path.of("/sys/fs/cgroup"), Path.of("/sys/fs/cgroup/system.slice/slipway.service"))),
                found.unified());
    }

    @Test
    void takesTheMountItselfAsOwnGroupInAContainerWithoutCgroupNamespace() {
        // When
        Hierarchies found = Hierarchies.parse(
                List.of("700 690 0:32 /docker/77 /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory"),
                List.of("4:memory:/docker/77"));
        // Then
        assertEquals(
                new Hierarchy(Path.of("/sys/fs/cgroup/memory"), Path.of("/sys/fs/cgroup/memory")),
                found.v1().get("memory"));
    }
}
