package dev.slipway.host.container;

import dev.slipway.host.volume.Volumes.Volume;

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
        files.remove(id);
        String of = " of container '" + id + "'";
        Undo.attempt(
                "remove snapshot" + of,
                () -> neighbours.layers().remove(neighbours.layers().find(id)));
        Undo.attempt("remove log" + of, () -> neighbours.logs().remove(id));
        neighbours.library().unuse(container.record().imageId(), id);
        for (MountPoint point : container.record().mounts()) {
            if (point.isVolume()) {
                Undo.attempt("release volume '" + point.name() + "'" + of, () -> release(container, point, volumes));
            }
        }
    }

    private void release(LiveContainer container, MountPoint point, boolean remove) {
        neighbours.volumes().unuse(container.tenant(), point.name(), container.id());
        boolean anonymous = neighbours
                .volumes()
                .find(container.tenant(), point.name())
                .map(Volume::anonymous)
                .orElse(false);
        if (remove && anonymous) {
            neighbours.volumes().remove(container.tenant(), point.name(), true);
        }
    }
}
