package dev.slipway.host.container;

import dev.slipway.host.store.StateFile;
import dev.slipway.host.volume.Volumes;
import java.nio.file.Path;
import java.util.List;

/**
 * The anonymous volumes that go when their container's config is missing: noted before they are made for a container that
 * does not exist yet, and before a container ceases to exist that takes them along. Whoever kills the engine in between
 * leaves the note, and the sweep at the next start reads it.
 */
final class Leavings {
    private static final String FILE = "leavings.json";

    private final StateFile<Document> file;
    private final Volumes volumes;
    private final String tenant;

    /** What is in the file. */
    private record Document(String tenant, List<String> volumes) {}

    Leavings(ContainerFiles files, Volumes volumes, String tenant, String container) {
        this.file = file(files.folder(container));
        this.volumes = volumes;
        this.tenant = tenant;
    }

    private static StateFile<Document> file(Path folder) {
        return new StateFile<>(folder.resolve(FILE), Document.class);
    }

    /** Removes what a container that was never finished, or never finished going, has left. */
    static void sweep(Path folder, Volumes volumes) {
        file(folder).read().ifPresent(document -> remove(document, volumes));
    }

    void note(List<String> names) {
        if (!names.isEmpty()) {
            file.write(new Document(tenant, names));
        }
    }

    /** The container exists and has them now. */
    void forgive() {
        file.delete();
    }

    /** Removes those of {@code names} that no other container uses as well. */
    void remove(List<String> names) {
        remove(new Document(tenant, names), volumes);
    }

    private static void remove(Document document, Volumes volumes) {
        for (String name : document.volumes()) {
            Undo.attempt("remove volume '" + name + "'", () -> {
                if (volumes.users(document.tenant(), name).isEmpty()) {
                    volumes.remove(document.tenant(), name, true);
                }
            });
        }
    }
}
