package dev.slipway.host.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.spec.IdRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineTenantsTest {
    @TempDir
    Path folder;

    @Test
    void givesEveryTenantItsOwnRangeOfTheEnginesSlab() {
        // Given
        EngineTenants tenants = engine("slipway");
        // When
        Tenant first = tenants.of("red");
        Tenant second = tenants.of("blue");
        // Then
        assertEquals(1, tenants.slab());
        assertEquals(new Tenant("", 0, new IdRange(1L << 26, 65_536)), tenants.operator());
        assertEquals(new Tenant("red", 1, new IdRange((1L << 26) + 65_536, 65_536)), first);
        assertEquals(new Tenant("blue", 2, new IdRange((1L << 26) + 131_072, 65_536)), second);
        assertEquals(first, tenants.of("red"));
    }

    @Test
    void remembersSlabAndIndexesAcrossARestart() {
        // Given
        EngineTenants before = engine("one");
        Tenant red = before.of("red");
        Tenant blue = before.of("blue");
        // When
        EngineTenants after = engine("one");
        // Then
        assertEquals(before.slab(), after.slab());
        assertEquals(blue, after.of("blue"));
        assertEquals(red, after.of("red"));
        assertEquals(3, after.of("green").index());
    }

    @Test
    void keepsItsSlabAfterABootEvenWhenAnotherEngineStartsFirst() throws IOException {
        // Given
        int first = engine("one").slab();
        int second = engine("two").slab();
        Files.delete(folder.resolve("run/slabs.json"));
        // When
        int secondAgain = engine("two").slab();
        int firstAgain = engine("one").slab();
        // Then
        assertNotEquals(first, second);
        assertEquals(second, secondAgain);
        assertEquals(first, firstAgain);
    }

    @Test
    void refusesASlabThatAnotherEngineHolds() throws IOException {
        // Given
        EngineTenants one = engine("one");
        Files.createDirectories(folder.resolve("copy"));
        Files.copy(folder.resolve("one/tenants.json"), folder.resolve("copy/tenants.json"));
        // When
        EngineException failure = assertThrows(EngineException.class, () -> engine("copy"));
        // Then
        assertEquals(ErrorKind.CONFLICT, failure.kind());
        assertTrue(failure.toString().contains("slab " + one.slab() + " is held by engine 'one'"));
    }

    @Test
    void reusesTheSlabOfAnEngineWhoseDataIsGone() throws IOException {
        // Given
        for (int i = 0; i < Slabs.COUNT; i++) {
            engine("e" + i);
        }
        assertThrows(EngineException.class, () -> engine("late"));
        int freed = engine("e7").slab();
        Files.delete(folder.resolve("e7/tenants.json"));
        // When
        int slab = engine("late").slab();
        // Then
        assertEquals(freed, slab);
    }

    @Test
    void neverGivesOneSlabToTwoEnginesThatStartTogether() throws Exception {
        // Given
        List<Callable<Integer>> starts = IntStream.range(0, 20)
                .<Callable<Integer>>mapToObj(i -> () -> engine("e" + i).slab())
                .toList();
        Set<Integer> slabs = new HashSet<>();
        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var slab : threads.invokeAll(starts)) {
                slabs.add(slab.get());
            }
        }
        // Then
        assertEquals(20, slabs.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Red", "a/b", "..", "a b", "-\n"})
    void refusesAnIdThatIsNotATeams(String id) {
        EngineTenants tenants = engine("slipway");
        assertEquals(
                ErrorKind.INVALID,
                assertThrows(EngineException.class, () -> tenants.of(id)).kind());
    }

    private EngineTenants engine(String name) {
        return new EngineTenants(name, folder.resolve(name), new Slabs(folder.resolve("run")));
    }
}
