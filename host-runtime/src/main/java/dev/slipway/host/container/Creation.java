package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Ids;
import dev.slipway.host.base.Step;
import dev.slipway.host.container.ContainerConfig.HostConfig;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.library.Image;
import dev.slipway.host.spec.DiskLimit;
import dev.slipway.host.tenant.Tenant;
import dev.slipway.host.volume.Volumes.Volume;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Makes containers: checks, name, volumes, writable snapshot, and at last the config file that says the container exists.
 * A kill before that leaves rests which the sweep at engine start knows by the missing config.
 */
final class Creation {
    private final Neighbours neighbours;
    private final ContainerFiles files;
    private final Roster roster;
    private final ContainerEvents events;
    private final NameSource names;
    private final Ids ids = new Ids();

    Creation(Neighbours neighbours, ContainerFiles files, Roster roster, ContainerEvents events, NameSource names) {
        this.neighbours = neighbours;
        this.files = files;
        this.roster = roster;
        this.events = events;
        this.names = names;
    }

    LiveContainer create(String tenantId, String wishedName, ContainerConfig config) {
        Tenant tenant = neighbours.tenants().of(tenantId);
        HostConfig host = config.hostConfig() == null ? HostConfig.EMPTY : config.hostConfig();
        if (!wishedName.isEmpty()) {
            ConfigChecks.name(wishedName);
        }
        ConfigChecks.config(config, host, !tenant.operator());
        checkNetwork(tenant, config, host);
        Image image = neighbours.library().require(tenantId, config.image());
        ImageConfig.Run run = RunConfig.merge(config, image.config().run());
        UnhealthyRule.check(
                run.labels(),
                RestartRule.of(host.restartPolicy()),
                HealthRule.of(run.healthcheck()).isPresent());
        PortRules.of(host, run);
        List<MountPoint> mounts =
                VolumesFrom.add(MountPlan.of(host, run, !tenant.operator()), host.volumesFrom(), roster, tenantId);
        Undo undo = new Undo();
        try {
            return make(tenant, wishedName, config, host, image, run, mounts, undo);
        } catch (RuntimeException e) {
            undo.run(wishedName);
            throw e;
        }
    }

    private LiveContainer make(
            Tenant tenant,
            String wishedName,
            ContainerConfig config,
            HostConfig host,
            Image image,
            ImageConfig.Run run,
            List<MountPoint> mounts,
            Undo undo) {
        String id = ids.next();
        String name = wishedName;
        if (name.isEmpty()) {
            name = roster.reserveAny(tenant.id(), names, id);
        } else {
            roster.reserve(tenant.id(), name, id);
        }
        String reserved = name;
        undo.add("release name", () -> roster.release(tenant.id(), reserved, id));
        Step.before("create: use the image");
        neighbours.library().use(image.id(), id, tenant.id());
        undo.add("release image", () -> neighbours.library().unuse(image.id(), id));
        Step.before("create: make volumes");
        Leavings leavings = new Leavings(files, neighbours.volumes(), tenant.id(), id);
        undo.add("remove folder", () -> files.remove(id));
        List<MountPoint> resolved = resolve(tenant.id(), id, mounts, leavings, undo);
        Step.before("create: make the snapshot");
        neighbours.layers().snapshot(id, SpecAssembly.ids(host, tenant), disk(tenant, host));
        undo.add(
                "remove snapshot",
                () -> neighbours.layers().remove(neighbours.layers().find(id)));
        ContainerRecord record = new ContainerRecord(
                id,
                tenant.id(),
                name,
                config,
                image.id(),
                image.config().rootfs().diffIds(),
                run,
                neighbours.clock().instant().toString(),
                resolved,
                null);
        Step.before("create: write the record");
        files.write(record);
        leavings.forgive();
        LiveContainer container = new LiveContainer(record, new ContainerState.Created(), files);
        Step.before("create: tell of it");
        roster.add(container);
        events.publish(container, "create");
        return container;
    }

    /** A tenant who asks for no limit is given one, where the machine can. */
    private DiskLimit disk(Tenant tenant, HostConfig host) {
        DiskLimit wish = DiskRule.of(host);
        return tenant.operator() || !neighbours.layers().canLimit()
                ? wish
                : DiskRule.ofTenant(wish, neighbours.limits().of(tenant.id()).diskBytes());
    }

    /** Gives volumes their folder, and checks or makes the sources of binds. */
    private List<MountPoint> resolve(String tenant, String id, List<MountPoint> mounts, Leavings leavings, Undo undo) {
        List<String> fresh = mounts.stream()
                .filter(MountPoint::isNameless)
                .map(point -> ids.next())
                .toList();
        leavings.note(fresh);
        undo.add("remove volumes", () -> leavings.remove(fresh));
        Iterator<String> names = fresh.iterator();
        List<MountPoint> resolved = new ArrayList<>();
        for (MountPoint point : mounts) {
            if (point.isVolume()) {
                Volume volume = point.isNameless()
                        ? neighbours.volumes().anonymous(tenant, names.next())
                        : neighbours.volumes().ensure(tenant, point.name(), Map.of());
                neighbours.volumes().use(tenant, volume.name(), id);
                undo.add("release volume", () -> neighbours.volumes().unuse(tenant, volume.name(), id));
                resolved.add(point.of(volume.name(), volume.data().toString()));
            } else {
                if (point.type().equals(MountPoint.BIND)) {
                    checkSource(point);
                }
                resolved.add(point);
            }
        }
        return resolved;
    }

    /** The short form makes a missing folder, the long form refuses, as with Docker. */
    private static void checkSource(MountPoint point) {
        Path source = Path.of(point.source());
        if (Files.exists(source)) {
            return;
        }
        if (!point.options().contains("create")) {
            throw EngineException.invalid(
                    "invalid mount config for type \"bind\": bind source path does not exist: " + point.source());
        }
        ContainerFiles.make(source);
    }

    private void checkNetwork(Tenant tenant, ContainerConfig config, HostConfig host) {
        if (NetworkChoice.of(host.networkMode(), tenant) instanceof NetworkChoice.Of(String other)) {
            roster.require(tenant.id(), other);
        }
        Endpoints.wished(config.networkingConfig(), host, tenant.network()).keySet().stream()
                .filter(name -> !name.equals(tenant.network()))
                .forEach(this::requireNetwork);
    }

    private void requireNetwork(String name) {
        if (neighbours.networks().find(name).isEmpty()) {
            // Not as missing: a create answered with 404 makes clients pull the image and try again.
            throw EngineException.invalid("network " + name + " not found");
        }
    }
}
