package dev.slipway.host.container;

import dev.slipway.host.base.Step;
import dev.slipway.host.volume.Volumes.Volume;
import java.util.List;
import java.util.Optional;

/** Removes containers that do not run. The config file goes first: whatever a kill leaves after that is swept at engine start. */
final class Removal {
    private final Neighbours neighbours;
    private final ContainerFiles files;
    private final Roster roster;
    private final ContainerEvents events;

    Removal(Neighbours neighbours, ContainerFiles files, Roster roster, ContainerEvents events) {
        this.neighbours = neighbours;
        this.files = files;
        this.roster = roster;
        this.events = events;
    }

    /** @param volumes whether its anonymous volumes go too */
    void remove(LiveContainer container, boolean volumes) {
        container.lock.lock();
        try {
            ContainerState before = container.state();
            int exitCode = container.lastExitCode();
            container.stateInMemory(container.transitions.removing(before, "/" + container.name()));
            try {
                delete(container, volumes);
            } catch (RuntimeException e) {
                container.stateInMemory(before);
                throw e;
            }
            roster.remove(container);
            container.awaitRelease();
            container.clients.end();
            events.publish(container, "destroy");
            container.waiters.removed(exitCode);
        } finally {
            container.lock.unlock();
        }
    }

    private void delete(LiveContainer container, boolean volumes) {
        String id = container.id();
        String of = " of container '" + id + "'";
        Leavings leavings = new Leavings(files, neighbours.volumes(), container.tenant(), id);
        if (volumes) {
            // Without room for the note it goes all the same: on a full disk, removing is what helps.
            Undo.attempt("note the volumes" + of, () -> leavings.note(anonymous(container)));
        }
        Step.before("remove: delete the record");
        files.end(id);
        Step.before("remove: delete the snapshot");
        Undo.attempt(
                "remove snapshot" + of,
                () -> neighbours.layers().remove(neighbours.layers().find(id)));
        Step.before("remove: delete the log");
        Undo.attempt("remove log" + of, () -> neighbours.logs().remove(id));
        Step.before("remove: release the image");
        neighbours.library().unuse(container.record().imageId(), id);
        List<String> gone = volumes ? anonymous(container) : List.of();
        container.record().mounts().stream()
                .filter(MountPoint::isVolume)
                .forEach(point -> neighbours.volumes().unuse(container.tenant(), point.name(), id));
        Step.before("remove: delete volumes");
        leavings.remove(gone);
        Step.before("remove: delete the files");
        files.remove(id);
    }

    private List<String> anonymous(LiveContainer container) {
        return container.record().mounts().stream()
                .filter(MountPoint::isVolume)
                .map(point -> neighbours.volumes().find(container.tenant(), point.name()))
                .flatMap(Optional::stream)
                .filter(Volume::anonymous)
                .map(Volume::name)
                .toList();
    }
}
