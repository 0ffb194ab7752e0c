package dev.slipway.host.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.cgroup.Hierarchies.Hierarchy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostGroupsTest {
    @TempDir
    Path tree;

    @Test
    void theUnifiedHierarchySaysWhatItLimits() throws IOException {
        // Given
        Files.writeString(tree.resolve("cgroup.controllers"), "cpuset cpu io memory\n");
        // When
        HostGroups groups = HostGroups.of(new Hierarchies(Map.of(), Optional.of(here())));
        // Then
        assertEquals(2, groups.version());
        assertEquals(Set.of("cpuset", "cpu", "io", "memory"), groups.controllers());
        assertTrue(groups.canFreezeAndKill());
    }

    @Test
    void aGroupThatWasGivenNoControllerLimitsNothing() throws IOException {
        // Given
        Files.writeString(tree.resolve("cgroup.controllers"), "\n");
        // When
        HostGroups groups = HostGroups.of(new Hierarchies(Map.of(), Optional.of(here())));
        // Then
        assertEquals(Set.of(), groups.controllers());
    }

    @Test
    void oldHierarchiesCountOneByOneAndNeedAFreezer() {
        // Given
        Map<String, Hierarchy> v1 = Map.of("memory", here(), "cpu", here(), "name=systemd", here());
        // When
        HostGroups alone = HostGroups.of(new Hierarchies(v1, Optional.empty()));
        HostGroups hybrid = HostGroups.of(new Hierarchies(v1, Optional.of(here())));
        // Then
        assertEquals(1, alone.version());
        assertEquals(Set.of("memory", "cpu"), alone.controllers());
        assertFalse(alone.canFreezeAndKill());
        assertTrue(hybrid.canFreezeAndKill());
        assertEquals("v1 hierarchies, beside them a unified one (hybrid)", hybrid.mode());
    }

    @Test
    void noneAtAllIsAnError() {
        // Given
        Hierarchies none = new Hierarchies(Map.of(), Optional.empty());
        // When
        EngineException failure = assertThrows(EngineException.class, () -> HostGroups.of(none));
        // Then
        assertEquals("neither a cgroup nor a cgroup2 file system is mounted", failure.getMessage());
    }

    private Hierarchy here() {
        return new Hierarchy(tree, tree);
    }
}
