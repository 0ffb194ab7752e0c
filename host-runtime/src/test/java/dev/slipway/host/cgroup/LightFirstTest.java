package dev.slipway.host.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets which weight, on plain files that stand for the kernel's. */
class LightFirstTest {
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final String NORM = "100";
    private static final String UNCHANGED = "";

    @TempDir
    Path tree;

    private LightFirst watch;
    private long seconds;

    @BeforeEach
    void watch() {
        watch = LightFirst.still(new V2Cgroups(new GroupDir(tree), QuickMoves.none(), Optional.empty()));
    }

    @Test
    void whoUsesMuchHasLittleWeightUntilItUsesLittle() throws IOException {
        // Given
        tenant("busy", 0);
        tenant("calm", 0);
        step();
        // When
        tenant("busy", 2_000_000);
        tenant("calm", 100_000);
        step();
        // Then
        assertEquals(UNCHANGED, weight("calm"));
        assertEquals(Long.toString(CpuShare.weight(32)), weight("busy"));
        // When
        step();
        step();
        // Then
        assertEquals(NORM, weight("busy"));
    }

    @Test
    void aShortBurstIsNotMuch() throws IOException {
        // Given
        tenant("calm", 0);
        step();
        // When
        tenant("calm", 900_000);
        step();
        // Then
        assertEquals(UNCHANGED, weight("calm"));
    }

    @Test
    void whatAnEngineBeforeThoughtIsForgotten() throws IOException {
        // Given
        tenant("calm", 7_000_000);
        Files.writeString(tree.resolve("calm/cpu.weight"), "3");
        // When
        step();
        // Then
        assertEquals(NORM, weight("calm"));
    }

    @Test
    void containersOfNoTenantAndGroupsThatHaveGoneAreLeftAlone() throws IOException {
        // Given
        String container = "ab".repeat(32);
        tenant(container, 0);
        tenant("gone", 0);
        step();
        tenant("gone", 2_000_000);
        Files.delete(tree.resolve("gone/cpu.weight"));
        // When
        step();
        // Then
        assertEquals(UNCHANGED, weight(container));
    }

    /** Plain files keep what is behind a shorter text; the kernel's do not. */
    private void step() throws IOException {
        for (File tenant : Objects.requireNonNull(tree.toFile().listFiles())) {
            Path weight = tenant.toPath().resolve("cpu.weight");
            if (Files.exists(weight)) {
                Files.writeString(weight, UNCHANGED);
            }
        }
        watch.step(SECOND_NANOS * seconds++);
    }

    private void tenant(String name, long usedMicros) throws IOException {
        Path group = Files.createDirectories(tree.resolve(name));
        Files.writeString(group.resolve("cpu.stat"), "usage_usec " + usedMicros + "\nuser_usec 0\nsystem_usec 0\n");
        if (Files.notExists(group.resolve("cpu.weight"))) {
            Files.createFile(group.resolve("cpu.weight"));
        }
    }

    private String weight(String name) throws IOException {
        return Files.readString(tree.resolve(name).resolve("cpu.weight"));
    }
}
