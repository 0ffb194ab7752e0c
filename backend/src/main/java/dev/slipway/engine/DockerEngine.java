package dev.slipway.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The real engine, over its tenant socket. */
@ApplicationScoped
class DockerEngine implements Engine {

    /** The oldest part goes as a whole: with five of them four fifths are always there. */
    private static final int LOG_SEGMENTS = 5;

    private final Wire wire;

    DockerEngine(EngineConfig config, ObjectMapper json) {
        this.wire = new Wire(config.socket(), json);
    }

    @PreDestroy
    void close() throws IOException {
        wire.close();
    }

    @Override
    public void ping() {
        Wire.translate("ping", () -> wire.docker().pingCmd().exec());
    }

    @Override
    public String build(
            UUID team, BuildOrder order, InputStream context, Consumer<String> output, Cancellation cancellation) {
        return new ImageBuild(wire, team, output).run(order, context, cancellation);
    }

    @Override
    public ImageFacts image(UUID team, String image) {
        InspectImageResponse found = Wire.translate(
                "inspect image " + image,
                () -> wire.docker(team).inspectImageCmd(image).exec());
        ExposedPort[] ports =
                found.getConfig() == null ? null : found.getConfig().getExposedPorts();
        List<Integer> exposed = ports == null
                ? List.of()
                : Arrays.stream(ports)
                        .filter(port -> port.getProtocol() == InternetProtocol.TCP)
                        .map(ExposedPort::getPort)
                        .sorted()
                        .toList();
        return new ImageFacts(String.valueOf(found.getId()), exposed);
    }

    @Override
    public String paper(UUID team, String image, Paper paper) {
        return wire.call(team, "GET", "/slipway/v1/images/" + Wire.encode(image) + "/" + paper.word(), null)
                .toString();
    }

    @Override
    public void removeImage(UUID team, String image) {
        unlessUnknown(() -> Wire.translate(
                "remove image " + image,
                () -> wire.docker(team).removeImageCmd(image).withForce(true).exec()));
    }

    @Override
    public void tagImage(UUID team, String image, String name) {
        int colon = name.lastIndexOf(':');
        Wire.translate(
                "tag image " + image,
                () -> wire.docker(team)
                        .tagImageCmd(image, name.substring(0, colon), name.substring(colon + 1))
                        .exec());
    }

    @Override
    public String pushImage(UUID team, String name, String token) {
        return new ImageTransfer(wire, team, token).push(name);
    }

    @Override
    public String pullImage(UUID team, String name, String token) {
        new ImageTransfer(wire, team, token).pull(name);
        return image(team, name).id();
    }

    @Override
    public String create(UUID team, ContainerOrder order) {
        HostConfig host = new HostConfig()
                .withMemory(order.memory())
                .withNanoCPUs(order.nanoCpus())
                .withRestartPolicy(RestartPolicy.unlessStoppedRestart());
        if (order.logBytes() > 0) {
            String segment = String.valueOf(order.logBytes() / LOG_SEGMENTS);
            host.withLogConfig(new LogConfig(
                    LogConfig.LoggingType.JSON_FILE,
                    Map.of("max-size", segment, "max-file", String.valueOf(LOG_SEGMENTS))));
        }
        return Wire.translate(
                "create container",
                () -> wire.docker(team)
                        .createContainerCmd(order.image())
                        .withEnv(order.environment())
                        .withLabels(order.labels())
                        .withHostConfig(host)
                        .exec()
                        .getId());
    }

    @Override
    public void start(UUID team, String container) {
        Wire.translate("start container " + container, () -> {
            try {
                return wire.docker(team).startContainerCmd(container).exec();
            } catch (NotModifiedException running) {
                return null;
            }
        });
    }

    @Override
    public void stop(UUID team, String container, Duration grace) {
        unlessUnknown(() -> Wire.translate("stop container " + container, () -> {
            try {
                return wire.docker(team)
                        .stopContainerCmd(container)
                        .withTimeout((int) grace.toSeconds())
                        .exec();
            } catch (NotModifiedException stopped) {
                return null;
            }
        }));
    }

    @Override
    public void remove(UUID team, String container) {
        unlessUnknown(() -> Wire.translate(
                "remove container " + container,
                () -> wire.docker(team)
                        .removeContainerCmd(container)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec()));
    }

    @Override
    public Optional<ContainerState> inspect(UUID team, String container) {
        return Wire.translate("inspect container " + container, () -> {
            try {
                return Optional.of(
                        state(wire.docker(team).inspectContainerCmd(container).exec()));
            } catch (NotFoundException unknown) {
                return Optional.empty();
            }
        });
    }

    @Override
    public List<ContainerEntry> list(UUID team, String label, String value) {
        return Wire.translate(
                "list containers",
                () -> wire
                        .docker(team)
                        .listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(Map.of(label, value))
                        .exec()
                        .stream()
                        .map(found -> new ContainerEntry(
                                found.getId(), found.getLabels() == null ? Map.of() : Map.copyOf(found.getLabels())))
                        .toList());
    }

    @Override
    public ProbeResult probe(UUID team, String container, int port, Duration limit) {
        return Routing.probe(wire, team, container, port, limit);
    }

    @Override
    public RouteState route(UUID team, String host, List<RouteTarget> targets, Duration drain) {
        return Routing.put(wire, team, host, targets, drain);
    }

    @Override
    public Optional<RouteState> routeOf(UUID team, String host) {
        return Routing.get(wire, team, host);
    }

    @Override
    public void unroute(UUID team, String host) {
        unlessUnknown(() -> Routing.delete(wire, team, host));
    }

    @Override
    public LogFeed logs(UUID team, String container, @Nullable String since, int tail, boolean follow) {
        return FramedLog.open(wire, team, container, since, tail, follow);
    }

    @Override
    public Terminal exec(UUID team, String container, Program program) {
        return ProgramTerminal.exec(wire, team, container, program);
    }

    @Override
    public Terminal run(UUID team, ContainerOrder order, Program program) {
        return ProgramTerminal.run(wire, team, order, program);
    }

    @Override
    public Terminal terminal(UUID team, String container, int columns, int rows) {
        return ExecTerminal.open(wire, team, container, columns, rows);
    }

    @Override
    public void limit(UUID team, TeamCeiling ceiling) {
        Teamwide.limit(wire, team, ceiling);
    }

    @Override
    public TeamUse use(UUID team, boolean disk) {
        return Teamwide.use(wire, team, disk);
    }

    private static void unlessUnknown(Runnable call) {
        try {
            call.run();
        } catch (EngineFailure failure) {
            if (!failure.unknown()) {
                throw failure;
            }
        }
    }

    private static ContainerState state(InspectContainerResponse found) {
        InspectContainerResponse.ContainerState state = found.getState();
        Long exitCode = state.getExitCodeLong();
        Integer restarts = found.getRestartCount();
        return new ContainerState(
                found.getId(),
                status(String.valueOf(state.getStatus())),
                instant(state.getStartedAt()),
                instant(state.getFinishedAt()),
                exitCode == null ? 0 : exitCode.intValue(),
                Boolean.TRUE.equals(state.getOOMKilled()),
                restarts == null ? 0 : restarts);
    }

    private static ContainerState.Status status(String docker) {
        return switch (docker) {
            case "created" -> ContainerState.Status.CREATED;
            case "running", "paused" -> ContainerState.Status.RUNNING;
            case "restarting" -> ContainerState.Status.RESTARTING;
            default -> ContainerState.Status.EXITED;
        };
    }

    /** Docker writes "never" as year 1. */
    private static @Nullable Instant instant(@Nullable String text) {
        return text == null || text.isEmpty() || text.startsWith("0001-") ? null : Instant.parse(text);
    }
}
