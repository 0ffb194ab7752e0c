package dev.slipway.host.main;

import dev.slipway.host.api.Doors;
import dev.slipway.host.api.build.BuildResource;
import dev.slipway.host.api.containers.ArchiveResource;
import dev.slipway.host.api.containers.ContainerSummary;
import dev.slipway.host.api.containers.ContainersResource;
import dev.slipway.host.api.containers.ImageOfResource;
import dev.slipway.host.api.containers.LifecycleResource;
import dev.slipway.host.api.containers.OutputResource;
import dev.slipway.host.api.containers.StatsResource;
import dev.slipway.host.api.exec.ExecResource;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.images.ImagesResource;
import dev.slipway.host.api.images.RegistryResource;
import dev.slipway.host.api.images.TransferResource;
import dev.slipway.host.api.networks.NetworksResource;
import dev.slipway.host.api.slipway.PapersResource;
import dev.slipway.host.api.slipway.ProbeResource;
import dev.slipway.host.api.slipway.RoutesResource;
import dev.slipway.host.api.slipway.StatusResource;
import dev.slipway.host.api.slipway.TenantResource;
import dev.slipway.host.api.system.DiskUsage;
import dev.slipway.host.api.system.Elsewhere;
import dev.slipway.host.api.system.EventsResource;
import dev.slipway.host.api.system.PruneEvents;
import dev.slipway.host.api.system.SystemResource;
import dev.slipway.host.api.volumes.VolumesResource;
import dev.slipway.host.build.DockerfileBuilder;
import dev.slipway.host.cgroup.LightFirst;
import dev.slipway.host.exec.ExecSessions;
import dev.slipway.host.router.HostRouter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A running engine: its rooms, the router, the two doors. */
final class Engine implements AutoCloseable {
    private static final Logger LOG = System.getLogger("slipway.engine");

    /** What a leaving engine still serves is cut after this long: long enough for a slow download, not for a tunnel. */
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final Rooms rooms;
    private final HostRouter router;
    private final Doors doors;
    private final LightFirst lightFirst;
    private boolean handedOver;

    private Engine(Rooms rooms, HostRouter router, Doors doors) {
        this.lightFirst = LightFirst.begin(rooms.cgroups());
        this.rooms = rooms;
        this.router = router;
        this.doors = doors;
    }

    /**
     * Takes over what an engine before left, and serves.
     *
     * @param doors with the sockets taken
     * @param beside whether the router of the engine before still listens
     */
    static Engine start(Options options, Doors doors, boolean beside) {
        Rooms rooms = Rooms.open(options);
        // Clients take it for granted, also before a container is in it.
        rooms.networks().ensure("bridge");
        rooms.containers().adopt();
        rooms.library().sweep(rooms.containers().layers());
        HostRouter router = router(options, rooms, beside);
        doors.open(resources(options, rooms, router));
        LOG.log(
                Level.INFO,
                "engine ''{0}'' is ready: docker -H unix://{1}; apps on port {2}",
                options.name(),
                options.socket(),
                Integer.toString(router.port()));
        return new Engine(rooms, router, doors);
    }

    private static HostRouter router(Options options, Rooms rooms, boolean beside) {
        Path state = options.dataRoot().resolve("state");
        var addresses = (dev.slipway.host.router.Addresses) rooms.containers()::addressOf;
        return beside
                ? HostRouter.joining(state, addresses, options.routerBind(), options.routerPort())
                : new HostRouter(state, addresses, options.routerBind(), options.routerPort());
    }

    private static List<Resource> resources(Options options, Rooms rooms, HostRouter router) {
        Clock clock = Clock.systemUTC();
        var containers = rooms.containers();
        var library = rooms.library();
        var networks = rooms.networks();
        var builder = new DockerfileBuilder(
                options.dataRoot().resolve("build"),
                containers,
                library,
                rooms.layers(),
                rooms.tenants(),
                options.builds());
        PruneEvents prunings = new PruneEvents(rooms.events());
        TenantResource tenants = new TenantResource(
                containers,
                rooms.tenants(),
                rooms.limits(),
                rooms.cgroups(),
                networks,
                library,
                rooms.layers(),
                rooms.volumes());
        tenants.applyAll();
        return List.of(
                new SystemResource(options.name(), options.dataRoot(), containers, library, rooms.cgroups()),
                new EventsResource(rooms.events()),
                new DiskUsage(
                        containers,
                        new ContainerSummary(containers, networks, clock),
                        library,
                        rooms.layers(),
                        rooms.volumes()),
                new ContainersResource(containers, library, networks, clock, prunings),
                new LifecycleResource(containers),
                new OutputResource(containers),
                new ImageOfResource(containers),
                new ArchiveResource(containers.archives()),
                new StatsResource(containers, rooms.tenants(), rooms.cgroups(), networks, clock),
                new ExecResource(new ExecSessions(containers, rooms.neighbours())),
                new ImagesResource(library, rooms.layers(), prunings),
                new TransferResource(library, builder),
                new PapersResource(builder),
                new RegistryResource(library),
                new BuildResource(builder, prunings),
                new NetworksResource(networks, containers, rooms.events()),
                new VolumesResource(rooms.volumes(), prunings),
                new RoutesResource(router, containers),
                new ProbeResource(containers),
                new StatusResource(options.name(), containers, library, clock),
                tenants,
                new Elsewhere());
    }

    /** Takes everything of a stopped engine off the host: processes, control groups, links, rules, sockets. Data stays. */
    static void takeDown(Options options) {
        try (Rooms rooms = Rooms.open(options)) {
            rooms.containers().endAll();
            rooms.cgroups().sweep(Set.of());
            rooms.cgroups().removeAll();
            rooms.networks().down();
        }
        RunFiles.remove(options);
        LOG.log(
                Level.INFO,
                "engine ''{0}'' is off the host; its data stays in ''{1}''",
                options.name(),
                options.dataRoot());
    }

    /**
     * Gives everything to a successor but what must not pause: apps are routed and names answered until {@link #close}. A
     * client that follows something sees a proper end.
     */
    void handOver() {
        LOG.log(Level.INFO, "giving over to the next engine; containers go on");
        lightFirst.close();
        router.letSuccessorJoin();
        doors.shut();
        rooms.letGo();
        doors.close();
        handedOver = true;
    }

    /** Serves what has begun while the successor takes what is new. */
    void drain() throws InterruptedException {
        router.drain(DRAIN);
    }

    /** The engine before has gone. */
    void beAlone() {
        router.beAlone();
    }

    /** Stops serving; containers go on, and the next engine takes them over. */
    @Override
    public void close() {
        LOG.log(Level.INFO, "stopping; containers go on");
        lightFirst.close();
        doors.shut();
        router.close();
        if (!handedOver) {
            rooms.letGo();
            doors.close();
        }
        rooms.networks().close();
    }
}
