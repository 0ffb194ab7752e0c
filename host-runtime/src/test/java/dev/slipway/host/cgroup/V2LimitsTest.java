package dev.slipway.host.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.spec.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written where, on plain files that stand for the kernel's. */
class V2LimitsTest {
    private static final long MIB = 1L << 20;

    @TempDir
    Path tree;

    private Path leaf;
    private Cgroups groups;

    @BeforeEach
    void layOutTheKernelsFiles() throws IOException {
        leaf = Files.createDirectories(tree.resolve("t-7/c1"));
        for (String file : new String[] {
            "memory.max", "memory.swap.max", "memory.low", "cpu.max", "cpu.weight", "cpuset.cpus", "pids.max"
        }) {
            Files.createFile(leaf.resolve(file));
        }
        groups = new V2Cgroups(new GroupDir(tree), QuickMoves.none(), Optional.empty());
    }

    @Test
    void writesEveryLimitThatIsSet() throws IOException {
        // When
        groups.create("t-7", "c1", new Limits(64 * MIB, 96 * MIB, 32 * MIB, 1_500_000_000, 1024, "0-1", 100));
        // Then
        assertEquals("67108864", written("memory.max"));
        assertEquals("33554432", written("memory.swap.max"));
        assertEquals("33554432", written("memory.low"));
        assertEquals("150000 100000", written("cpu.max"));
        assertEquals("100", written("cpu.weight"));
        assertEquals("0-1", written("cpuset.cpus"));
        assertEquals("100", written("pids.max"));
    }

    @Test
    void givesWayByMemoryAndByWhatTheSchedulerOffers() throws IOException {
        // Given
        Files.createFile(leaf.resolve("memory.high"));
        Files.createFile(leaf.resolve("io.bfq.weight"));
        // When
        groups.create("t-7", "c1", new Limits(64 * MIB, 64 * MIB, 0, 0, 256, "", 0).yielding());
        // Then
        assertEquals(Long.toString(62 * MIB), written("memory.high"));
        assertEquals("67108864", written("memory.max"));
        assertEquals("25", written("io.bfq.weight"));
        assertEquals("35", written("cpu.weight"));
        assertTrue(Files.notExists(leaf.resolve("io.weight")));
    }

    @Test
    void leavesAloneWhatIsNotSet() throws IOException {
        // When
        groups.create("t-7", "c1", Limits.NONE);
        // Then
        for (String file : new String[] {"memory.max", "memory.swap.max", "cpu.max", "cpu.weight", "pids.max"}) {
            assertEquals("", written(file), file);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 67108864", "-1, max", "67108864, 0", "100663296, 33554432"})
    void countsSwapAlone(long memoryAndSwap, String expected) throws IOException {
        // When
        groups.create("t-7", "c1", new Limits(64 * MIB, memoryAndSwap, 0, 0, 0, "", 0));
        // Then
        assertEquals(expected, written("memory.swap.max"));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "512,59", "1024,100", "2048,174", "262144,10000", "999999,10000"})
    void turnsSharesIntoTheWeightOfTheSameRank(long shares, long weight) {
        assertEquals(weight, CpuShare.weight(shares));
    }

    @Test
    void readsUseAndKills() throws IOException {
        // Given
        Files.writeString(leaf.resolve("cpu.stat"), """
                usage_usec 1500
                user_usec 1000
                system_usec 500
                nr_periods 4
                nr_throttled 2
                throttled_usec 70
                """);
        Files.writeString(leaf.resolve("memory.current"), "4096\n");
        Files.writeString(leaf.resolve("memory.peak"), "8192\n");
        Files.writeString(leaf.resolve("memory.max"), "max\n");
        Files.writeString(leaf.resolve("memory.stat"), "anon 1\ninactive_file 512\n");
        Files.writeString(leaf.resolve("memory.events"), "low 0\noom 3\noom_kill 2\n");
        Files.writeString(leaf.resolve("pids.current"), "3\n");
        // When
        Cgroup group = groups.find("t-7", "c1").orElseThrow();
        // Then
        assertEquals(
                new Usage(
                        1_500_000,
                        1_000_000,
                        500_000,
                        2,
                        70_000,
                        4096,
                        8192,
                        512,
                        HostMemory.atMost(Long.MAX_VALUE),
                        3),
                group.usage());
        assertEquals(2, group.oomKills());
    }

    @Test
    void namesTheKnobThatTheKernelLacks() throws IOException {
        // Given
        Files.delete(leaf.resolve("pids.max"));
        Cgroup group = groups.find("t-7", "c1").orElseThrow();
        // When
        EngineException failure =
                assertThrows(EngineException.class, () -> group.apply(new Limits(0, 0, 0, 0, 0, "", 5)));
        // Then
        assertTrue(
                failure.toString().contains("cannot set 'pids.max' of control group '" + leaf + "' to '5'"),
                failure.toString());
    }

    private String written(String file) throws IOException {
        return Files.readString(leaf.resolve(file));
    }
}
