package dev.slipway.host.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.store.StateFile.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateFileTest {
    record Door(String name, int number) {}

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Durability.class)
    void readsBackWhatWasWritten(Durability durability) {
        // Given
        StateFile<Door> file = new StateFile<>(folder.resolve("sub/door.json"), Door.class, durability);
        // When
        file.write(new Door("front", 1));
        file.write(new Door("back", 2));
        // Then
        assertEquals(Optional.of(new Door("back", 2)), file.read());
    }

    @Test
    void isEmptyBeforeTheFirstWriteAndAfterDelete() {
        StateFile<Door> file = new StateFile<>(folder.resolve("door.json"), Door.class);
        assertEquals(Optional.empty(), file.read());
        file.write(new Door("front", 1));
        // When
        file.delete();
        file.delete();
        // Then
        assertEquals(Optional.empty(), file.read());
    }

    @Test
    void keepsTheOldValueWhenAWriteWasKilledHalfway() throws IOException {
        // Given
        StateFile<Door> file = new StateFile<>(folder.resolve("door.json"), Door.class);
        file.write(new Door("front", 1));
        // When: what a killed writer leaves
        Files.writeString(folder.resolve(".door.json.new"), "{\"name\":\"ba");
        // Then
        assertEquals(Optional.of(new Door("front", 1)), file.read());
        file.write(new Door("back", 2));
        assertEquals(Optional.of(new Door("back", 2)), file.read());
    }

    @Test
    void namesTheFileThatIsDamaged() throws IOException {
        // Given
        Path path = folder.resolve("door.json");
        Files.writeString(path, "{\"name\":");
        // When
        EngineException failure = assertThrows(EngineException.class, () -> new StateFile<>(path, Door.class).read());
        // Then
        assertEquals(ErrorKind.INTERNAL, failure.kind());
        assertTrue(failure.toString().contains(path.toString()), failure.toString());
    }

    @Test
    void isReadableByItsOwnerOnly() throws IOException {
        // When
        new StateFile<>(folder.resolve("door.json"), Door.class).write(new Door("front", 1));
        // Then
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("door.json"))));
    }

    @Test
    void readersNeverSeeAMixtureWhileOthersWrite() throws Exception {
        // Given
        StateFile<Door> file = new StateFile<>(folder.resolve("door.json"), Door.class);
        StateFile<Door> reader = new StateFile<>(folder.resolve("door.json"), Door.class);
        file.write(new Door("x0", 0));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // When
            List<Callable<Boolean>> work = IntStream.range(0, 200)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        file.write(new Door("x" + i, i));
                        Door seen = reader.read().orElseThrow();
                        return seen.name().equals("x" + seen.number());
                    })
                    .toList();
            // Then
            for (Future<Boolean> whole : threads.invokeAll(work)) {
                assertTrue(whole.get());
            }
        }
    }
}
