package dev.slipway.host.main;

import dev.slipway.host.cgroup.Cgroups;
import dev.slipway.host.container.Neighbours;
import dev.slipway.host.container.Supervisor;
import dev.slipway.host.events.EventLog;
import dev.slipway.host.layer.LayerStore;
import dev.slipway.host.library.DebianBase;
import dev.slipway.host.library.LocalLibrary;
import dev.slipway.host.logs.ContainerLogs;
import dev.slipway.host.network.BridgeNetworks;
import dev.slipway.host.registry.Registries;
import dev.slipway.host.start.KernelStarter;
import dev.slipway.host.tenant.EngineTenants;
import dev.slipway.host.tenant.TenantLimits;
import dev.slipway.host.volume.LocalVolumes;
import dev.slipway.host.volume.Volumes;
import java.nio.file.Path;
import java.time.Clock;

/** The rooms of one engine that keep something, on disk or on the host. */
record Rooms(
        EventLog events,
        EngineTenants tenants,
        TenantLimits limits,
        Cgroups cgroups,
        BridgeNetworks networks,
        LayerStore layers,
        LocalLibrary library,
        Volumes volumes,
        KernelStarter starter,
        ContainerLogs logs,
        Neighbours neighbours,
        Supervisor containers)
        implements AutoCloseable {

    /** Opens them in the order of who needs whom; nothing is listened on and no container is touched. */
    static Rooms open(Options options) {
        ClosedFolders.prepare(options);
        Path data = options.dataRoot();
        Path state = data.resolve("state");
        Clock clock = Clock.systemUTC();
        EventLog events = new EventLog();
        EngineTenants tenants = new EngineTenants(options.name(), state);
        TenantLimits limits = new TenantLimits(state);
        Cgroups cgroups = Cgroups.of(options.name());
        BridgeNetworks networks = new BridgeNetworks(options.name(), state, tenants.slab());
        LayerStore layers = new LayerStore(data.resolve("layers"));
        DebianBase bases = new DebianBase(Path.of("/"), data.resolve("bases"));
        LocalLibrary library = new LocalLibrary(
                data.resolve("images"),
                layers,
                events,
                bases,
                new Registries(options.insecureRegistries(), options.registryMirrors()));
        LocalVolumes volumes = new LocalVolumes(data.resolve("volumes"), events);
        KernelStarter starter = new KernelStarter();
        ContainerLogs logs = new ContainerLogs(data.resolve("logs"));
        Neighbours neighbours = new Neighbours(
                starter, layers, library, volumes, networks, cgroups, logs, events, tenants, limits, clock);
        Supervisor containers = new Supervisor(data, options.runRoot(), neighbours);
        library.running(containers::isRunning);
        return new Rooms(
                events,
                tenants,
                limits,
                cgroups,
                networks,
                layers,
                library,
                volumes,
                starter,
                logs,
                neighbours,
                containers);
    }

    /** Lets go of containers, which go on; names are still answered. Users before what they use. */
    void letGo() {
        events.close();
        containers.close();
        logs.close();
        starter.close();
        networks.giveOver();
        layers.close();
    }

    @Override
    public void close() {
        letGo();
        networks.close();
    }
}
