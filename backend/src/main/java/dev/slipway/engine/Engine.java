package dev.slipway.engine;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the control plane asks of a container engine, always on behalf of a team.
 *
 * <p>Every method throws {@link EngineFailure} when the engine refuses or does not answer. Two implementations: the
 * Docker API over a socket, and a twin for tests.
 */
public interface Engine {

    /** Returns when the engine answers. */
    void ping();

    /**
     * Builds an image from a tar; returns the image's id.
     *
     * @param context tar stream, read to its end
     * @param output gets each line as it appears
     * @throws BuildFailed when a step fails
     */
    String build(UUID team, BuildOrder order, InputStream context, Consumer<String> output, Cancellation cancellation);

    /** What an image says about itself. */
    ImageFacts image(UUID team, String image);

    /** A document about an image, JSON. */
    String paper(UUID team, String image, Paper paper);

    /** Removes an image with its tags; an unknown one is fine. */
    void removeImage(UUID team, String image);

    /** Gives an image one more name. */
    void tagImage(UUID team, String image, String name);

    /**
     * Sends an image to the registry its name begins with; returns the manifest's digest.
     *
     * @param name with a tag
     * @param token bearer token of that registry
     */
    String pushImage(UUID team, String name, String token);

    /**
     * Fetches an image from the registry its name begins with; returns the image's id.
     *
     * @param name with a digest
     * @param token bearer token of that registry
     */
    String pullImage(UUID team, String name, String token);

    /** Makes a container and returns its id; it does not run yet. */
    String create(UUID team, ContainerOrder order);

    /** Starts a container; one that runs already is fine. */
    void start(UUID team, String container);

    /** Stops a container politely, then after {@code grace} for good; a stopped or unknown one is fine. */
    void stop(UUID team, String container, Duration grace);

    /** Removes a container, running or not; an unknown one is fine. */
    void remove(UUID team, String container);

    /** How a container is; empty when the engine does not know it. */
    Optional<ContainerState> inspect(UUID team, String container);

    /** Ids and labels of a team's containers which carry a label, running or not. */
    List<ContainerEntry> list(UUID team, String label, String value);

    /** Waits until the container's port accepts, it exits, or time is up. */
    ProbeResult probe(UUID team, String container, int port, Duration limit);

    /** Sends a host name's requests to the targets, all at once; older targets drain. */
    RouteState route(UUID team, String host, List<RouteTarget> targets, Duration drain);

    /** Where a host name's requests go. */
    Optional<RouteState> routeOf(UUID team, String host);

    /** Forgets a host name; an unknown one is fine. */
    void unroute(UUID team, String host);

    /**
     * Output of a container, oldest first.
     *
     * @param since lines at or after this cursor, null for all
     * @param tail at most so many of the newest, negative for all
     * @param follow whether to wait for more
     */
    LogFeed logs(UUID team, String container, @Nullable String since, int tail, boolean follow);

    /** Runs a program in a running container. */
    Terminal exec(UUID team, String container, Program program);

    /** Runs a program in a container of its own, which goes when the program ends or is hung up. */
    Terminal run(UUID team, ContainerOrder order, Program program);

    /** Bounds what all processes of a team together may use of the host. */
    void limit(UUID team, TeamCeiling ceiling);

    /** What a team has used; its disk only when asked for, because that is counted file by file. */
    TeamUse use(UUID team, boolean disk);

    /** Opens a shell in a running container. */
    Terminal terminal(UUID team, String container, int columns, int rows);
}
