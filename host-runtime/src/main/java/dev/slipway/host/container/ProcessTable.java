package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.Containers.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The processes of a container as ps(1) shows them, found by their control group; host pids, as Docker's. */
final class ProcessTable {
    private final Path proc;
    private final Instant now;

    ProcessTable(Path proc, Instant now) {
        this.proc = proc;
        this.now = now;
    }

    Processes of(String containerId, ProcessColumns columns) {
        List<List<String>> rows = new ArrayList<>();
        try (Stream<Path> entries = Files.list(proc)) {
            entries.filter(entry -> entry.getFileName().toString().chars().allMatch(Character::isDigit))
                    .sorted(Comparator.comparingInt(
                            entry -> Integer.parseInt(entry.getFileName().toString())))
                    .forEach(entry -> row(entry, containerId, columns).ifPresent(rows::add));
        } catch (IOException e) {
            throw EngineException.internal("cannot list processes: " + e, e);
        }
        return new Processes(columns.titles(), rows);
    }

    /** Empty for other containers' processes, and for one that ends meanwhile. */
    private Optional<List<String>> row(Path entry, String containerId, ProcessColumns columns) {
        try {
            if (!Files.readString(entry.resolve("cgroup")).contains("/" + containerId)) {
                return Optional.empty();
            }
            return Optional.of(columns.of(ProcessFacts.read(entry, now)));
        } catch (IOException | RuntimeException gone) {
            return Optional.empty();
        }
    }
}
