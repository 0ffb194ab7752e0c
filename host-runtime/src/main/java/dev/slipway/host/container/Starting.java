package dev.slipway.host.container;

import dev.slipway.host.base.Step;
import dev.slipway.host.cgroup.Cgroup;
import dev.slipway.host.container.ContainerConfig.HostConfig;
import dev.slipway.host.linux.DeviceNode;
import dev.slipway.host.logs.Capture;
import dev.slipway.host.network.Attachment;
import dev.slipway.host.network.InsideRequests;
import dev.slipway.host.network.Networks;
import dev.slipway.host.network.Networks.Network;
import dev.slipway.host.network.Place;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.Joins;
import dev.slipway.host.spec.Mount;
import dev.slipway.host.spec.Rootfs;
import dev.slipway.host.start.ExitStatus;
import dev.slipway.host.start.Running;
import dev.slipway.host.start.StartHooks;
import dev.slipway.host.tenant.Tenant;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Starts a container: network, cgroup, files, process, output. What a failing step leaves is taken back. */
final class Starting {
    private static final int FORBIDDEN = 126;
    private static final int NOT_FOUND = 127;
    private static final int OTHER_FAILURE = 128;

    /** Exit code of a process whose shim was killed, so that nobody saw its end; as Docker. */
    private static final int UNSEEN_END = 255;

    private static final String SHIM_KILLED =
            "the process that watched over the container was killed from outside: how the container would have ended is unknown";

    private final Neighbours neighbours;
    private final ContainerFiles files;
    private final Roster roster;
    private final ContainerEvents events;
    private final HealthChecks health;
    private final Ended ended;

    /** Told when a container's first process has ended. {@code unseen} says why its exit code is not known, or is null. */
    @FunctionalInterface
    interface Ended {
        void ended(LiveContainer container, RunningContainer running, ExitStatus status, @Nullable String unseen);
    }

    Starting(
            Neighbours neighbours,
            ContainerFiles files,
            Roster roster,
            ContainerEvents events,
            HealthChecks health,
            Ended ended) {
        this.neighbours = neighbours;
        this.files = files;
        this.roster = roster;
        this.events = events;
        this.health = health;
        this.ended = ended;
    }

    /** Starts; the caller holds the container's lock and has checked that it may be started. */
    void start(LiveContainer container) {
        Undo undo = new Undo();
        try {
            RunningContainer running = launch(container, undo);
            container.running(running);
            Step.before("start: write the state");
            container.state(container.transitions.started(
                    container.state(), running.first().pid(), running.startedAt()));
            Step.before("start: tell of it");
            announce(container, running);
            watch(container, running);
        } catch (RuntimeException e) {
            undo.run(container.id());
            container.running(null);
            String message = String.valueOf(e.getMessage());
            container.stateInMemory(container.transitions.failed(
                    container.state(),
                    exitCode(message),
                    message,
                    neighbours.clock().instant()));
            Undo.attempt("write the state of container '" + container.id() + "'", container::save);
            container.clients.end();
            throw e;
        }
    }

    /** Follows a process that runs: to its end, and with health checks meanwhile. */
    void watch(LiveContainer container, RunningContainer running) {
        container.health(health.watch(container, running));
        CompletableFuture<@Nullable Void> unused = running.first()
                .exit()
                .handleAsync(
                        (status, shimKilled) -> {
                            if (shimKilled == null) {
                                ended.ended(container, running, status, null);
                            } else {
                                ExitStatus unknown = new ExitStatus(
                                        UNSEEN_END, neighbours.clock().instant());
                                ended.ended(container, running, unknown, SHIM_KILLED);
                            }
                            return null;
                        },
                        Timers.now());
    }

    /** What a container that runs already was made from; whose namespaces it has been born into no longer matters. */
    ContainerSpec spec(LiveContainer container, NetworkChoice network) {
        return spec(container.record(), network, List.of(), 0, Joins.NONE);
    }

    private ContainerSpec spec(
            ContainerRecord record, NetworkChoice network, List<Mount> given, int joinedNetwork, Joins joins) {
        Tenant tenant = neighbours.tenants().of(record.tenant());
        Rootfs rootfs = neighbours
                .layers()
                .find(record.id())
                .on(lower(record), record.host().readonlyRootfs());
        return new SpecAssembly(record, tenant).spec(rootfs, given, network, joinedNetwork, joins);
    }

    /** The host's devices it asks for, made anew for its root. @return how they get into the container */
    private List<Mount> makeDevices(ContainerRecord record) {
        Tenant tenant = neighbours.tenants().of(record.tenant());
        Map<String, DeviceNode> wishes = DeviceWishes.given(record.host());
        DeviceFiles made = new DeviceFiles(
                files.devices(record.id()), SpecAssembly.userNamespace(record.host()) ? tenant.ids() : null);
        made.make(wishes);
        return made.mounts(wishes);
    }

    private RunningContainer launch(LiveContainer container, Undo undo) {
        ContainerRecord record = container.record();
        HostConfig host = record.host();
        Tenant tenant = neighbours.tenants().of(record.tenant());
        NetworkChoice network = NetworkChoice.of(host.networkMode(), tenant);
        container.awaitRelease();
        Step.before("start: clear the state folder");
        files.makeRun(record.id());
        undo.add("remove state folder", () -> files.removeRun(record.id()));
        Step.before("start: attach the network");
        Attachment attachment = attach(record, tenant, network, undo);
        Step.before("start: write etc");
        new EtcFiles(files.etc(record.id())).write(host, SpecAssembly.hostname(record), network, attachment);
        List<Mount> given = new ArrayList<>(new EtcFiles(files.etc(record.id())).mounts());
        given.addAll(makeDevices(record));
        Step.before("start: fill volumes");
        fillVolumes(record);
        Step.before("start: make the cgroup");
        Cgroup cgroup = neighbours
                .cgroups()
                .create(
                        tenant.cgroupParent(),
                        record.id(),
                        LimitRules.of(host, !tenant.operator()),
                        DeviceWishes.access(host));
        undo.add("remove cgroup", () -> {
            cgroup.kill();
            cgroup.remove();
        });
        OthersNamespaces others = new OthersNamespaces(roster, record);
        ContainerSpec spec = spec(record, network, given, others.network(network), others.others());
        Step.before("start: make the process");
        Path init = ContainerFiles.make(files.init(record.id()));
        Running first = neighbours.starter().start(spec, hooks(spec, cgroup, attachment), init);
        undo.add("end process", () -> {
            first.signal(Signals.KILL);
            first.exit().join();
            first.release();
        });
        Step.before("start: take the output");
        Capture capture = neighbours
                .logs()
                .capture(
                        record.id(),
                        ConfigChecks.logPolicy(host),
                        container.clients,
                        first.stdout(),
                        first.stderr(),
                        first.tty());
        undo.add("end capture", () -> capture.finish(true));
        InputPort input = new InputPort(first, neighbours.logs().pump());
        undo.add("close input", input::close);
        Step.before("start: publish ports");
        if (attachment != null) {
            attachment.publish();
        }
        Instant now = neighbours.clock().instant();
        return new RunningContainer(first, input, spec, cgroup, capture, attachment, now);
    }

    private @Nullable Attachment attach(ContainerRecord record, Tenant tenant, NetworkChoice network, Undo undo) {
        if (!(network instanceof NetworkChoice.Bridge)) {
            return null;
        }
        Networks networks = neighbours.networks();
        Attachment attachment = networks.attach(
                record.id(), Endpoints.plan(record, tenant, networks), PortRules.of(record.host(), record.run()));
        undo.add("release network", attachment::release);
        return attachment;
    }

    private static StartHooks hooks(ContainerSpec spec, Cgroup cgroup, @Nullable Attachment attachment) {
        return new StartHooks() {
            @Override
            public List<byte[]> networkRequests() {
                if (spec.network() != ContainerSpec.Network.OWN) {
                    return List.of();
                }
                return attachment == null ? InsideRequests.loopbackOnly() : attachment.networkRequests();
            }

            @Override
            public List<String> interfaces() {
                return attachment == null
                        ? List.of()
                        : attachment.places().stream().map(Place::device).toList();
            }

            @Override
            public List<Path> groups() {
                return cgroup.folders();
            }

            @Override
            public void attach(int pid) {
                cgroup.add(pid);
            }

            @Override
            public void connect(int pid) {
                if (attachment != null) {
                    attachment.connect(pid);
                }
            }
        };
    }

    private void fillVolumes(ContainerRecord record) {
        for (MountPoint point : record.mounts()) {
            if (point.isVolume()) {
                var volume = neighbours.volumes().require(record.tenant(), point.name());
                if (point.copyUp()) {
                    neighbours.volumes().copyUp(volume, lower(record), point.destination());
                }
            }
        }
    }

    /** Overlay wants the topmost first, images list the lowest first. */
    private List<Path> lower(ContainerRecord record) {
        return record.layers().reversed().stream().map(neighbours.layers()::dir).toList();
    }

    private void announce(LiveContainer container, RunningContainer running) {
        container.record().mounts().stream()
                .filter(MountPoint::isVolume)
                .forEach(point -> events.volume(container, "mount", point));
        network(container, running, events::network, "connect");
        events.publish(container, "start");
    }

    /** Says {@code action} of each of the container's networks. */
    void network(LiveContainer container, RunningContainer running, NetworkEvent event, String action) {
        Tenant tenant = neighbours.tenants().of(container.tenant());
        Attachment attachment = running.attachment();
        String label = NetworkChoice.of(container.record().host().networkMode(), tenant)
                .label();
        if (attachment == null) {
            event.say(container, action, label, label == null ? "" : label);
            return;
        }
        for (Place place : attachment.places()) {
            String network = place.network();
            event.say(
                    container,
                    action,
                    network,
                    neighbours.networks().find(network).map(Network::id).orElse(network));
        }
    }

    @FunctionalInterface
    interface NetworkEvent {
        void say(LiveContainer container, String action, @Nullable String network, String networkId);
    }

    /** Docker's exit codes for a container that could not be started, decided by the message as its clients do. */
    private static int exitCode(String message) {
        if (message.contains("executable file not found") || message.contains("no such file or directory")) {
            return NOT_FOUND;
        }
        return message.contains("permission denied") ? FORBIDDEN : OTHER_FAILURE;
    }
}
