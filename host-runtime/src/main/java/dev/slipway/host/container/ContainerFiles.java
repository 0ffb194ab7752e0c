package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.store.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where containers lie on disk. Durable: {@code <data>/containers/<id>/{config,state}.json}. On tmpfs, gone with a reboot as
 * the processes are: {@code <run>/containers/<id>/} with {@code init/} (the shim's), {@code etc/} and {@code exec/<exec id>/}.
 */
final class ContainerFiles {
    private static final String CONFIG = "config.json";
    private static final String STATE = "state.json";
    private final Path data;
    private final Path run;
    private final Path empty;

    ContainerFiles(Path dataRoot, Path runRoot) {
        this.data = dataRoot.resolve("containers");
        this.run = runRoot.resolve("containers");
        this.empty = runRoot.resolve("empty");
    }

    /** Where its documents are. */
    Path folder(String id) {
        return data.resolve(id);
    }

    /** Every container that exists. Folders without a config are rests of a creation or removal that was killed. */
    List<String> ids() {
        return names(data).stream()
                .filter(id -> Files.exists(data.resolve(id).resolve(CONFIG)))
                .toList();
    }

    /** Folders of containers that do not exist (any more). */
    List<String> rests() {
        return Stream.concat(names(data).stream(), names(run).stream())
                .distinct()
                .filter(id -> !Files.exists(data.resolve(id).resolve(CONFIG)))
                .filter(id -> !configFile(id).isSetAside())
                .toList();
    }

    /** Containers whose config is damaged: they are not served, and nothing of theirs is removed. */
    List<String> damaged() {
        return names(data).stream().filter(id -> configFile(id).isSetAside()).toList();
    }

    private StateFile<ContainerRecord> configFile(String id) {
        return new StateFile<>(data.resolve(id).resolve(CONFIG), ContainerRecord.class);
    }

    Optional<ContainerRecord> config(String id) {
        return configFile(id).readOrSetAside();
    }

    void write(ContainerRecord record) {
        make(data.resolve(record.id()));
        configFile(record.id()).write(record);
    }

    Optional<StateRecord> state(String id) {
        return new StateFile<>(data.resolve(id).resolve(STATE), StateRecord.class).readOrSetAside();
    }

    void write(String id, StateRecord state) {
        new StateFile<>(data.resolve(id).resolve(STATE), StateRecord.class).write(state);
    }

    /** The folder of the first process's shim. */
    Path init(String id) {
        return run.resolve(id).resolve("init");
    }

    Path etc(String id) {
        return run.resolve(id).resolve("etc");
    }

    /** The container's device files; not on tmpfs, which is often mounted so that they cannot be opened. */
    Path devices(String id) {
        return data.resolve(id).resolve("devices");
    }

    Path exec(String id) {
        return run.resolve(id).resolve("exec");
    }

    /** A folder that stays empty: overlayfs wants a second layer below a single one. */
    Path emptyFolder() {
        return empty;
    }

    /** State folders of the execs a container has or had. */
    List<Path> execs(String id) {
        return names(exec(id)).stream().map(exec(id)::resolve).toList();
    }

    /** Makes a folder and its parents, for root only. */
    static Path make(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw EngineException.internal("cannot make folder '" + folder + "': " + e, e);
        }
    }

    /** The container ceases to exist: everything that is left of it is a rest after that. */
    void end(String id) {
        try {
            Files.deleteIfExists(data.resolve(id).resolve(CONFIG));
        } catch (IOException e) {
            throw EngineException.internal("cannot delete container '" + id + "': " + e, e);
        }
    }

    /** Removes all files of a container, the one that says it exists first. */
    void remove(String id) {
        end(id);
        deleteTree(data.resolve(id));
        removeRun(id);
    }

    /** Makes the folder of what lives only as long as the process, without anything an earlier one left. */
    void makeRun(String id) {
        removeRun(id);
        make(run.resolve(id));
    }

    /** What lived only as long as the process. */
    void removeRun(String id) {
        deleteTree(run.resolve(id));
    }

    static void deleteTree(Path folder) {
        // Most often there is none, and an exception that says so costs more than all the rest.
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    deleteTree(entry);
                } else {
                    Files.deleteIfExists(entry);
                }
            }
            Files.deleteIfExists(folder);
        } catch (NoSuchFileException gone) {
            // Removed by somebody else, which is what was wanted.
        } catch (IOException e) {
            throw EngineException.internal("cannot delete folder '" + folder + "': " + e, e);
        }
    }

    private static List<String> names(Path folder) {
        String[] names = folder.toFile().list();
        return names == null ? List.of() : List.of(names);
    }
}
