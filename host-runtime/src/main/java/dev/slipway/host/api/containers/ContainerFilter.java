package dev.slipway.host.api.containers;

import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Filters;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.Container;
import dev.slipway.host.container.ContainerState;
import dev.slipway.host.container.Containers;
import dev.slipway.host.library.Library;
import dev.slipway.host.network.Networks;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The filters of {@code docker ps}. */
final class ContainerFilter {
    static final Set<String> KEYS = Set.of(
            "ancestor",
            "before",
            "exited",
            "expose",
            "health",
            "id",
            "isolation",
            "is-task",
            "label",
            "name",
            "network",
            "publish",
            "since",
            "status",
            "volume");

    static final Set<String> PRUNE_KEYS = Set.of("label", "label!", "until");

    private static final long NANOS = 1_000_000_000L;
    private static final Set<String> STATES =
            Set.of("created", "running", "paused", "restarting", "removing", "exited", "dead");
    private static final Set<String> HEALTH = Set.of("none", "starting", "healthy", "unhealthy");

    private final Filters filters;
    private final String tenant;
    private final Containers containers;
    private final Library library;
    private final Networks networks;
    private final @Nullable Instant before;
    private final @Nullable Instant since;
    private final long until;
    private final PortWishes published;
    private final PortWishes exposed;

    ContainerFilter(Filters filters, String tenant, Containers containers, Library library, Networks networks) {
        this.filters = filters;
        this.tenant = tenant;
        this.containers = containers;
        this.library = library;
        this.networks = networks;
        this.before = filters.has("before") ? created(containers, "before") : null;
        this.since = filters.has("since") ? created(containers, "since") : null;
        this.until = filters.moment("until", Long.MAX_VALUE);
        this.published = PortWishes.of("publish", filters.values("publish"));
        this.exposed = PortWishes.of("expose", filters.values("expose"));
        checkWords("status", STATES);
        checkWords("health", HEALTH);
        for (String code : filters.values("exited")) {
            if (!code.matches("-?\\d{1,9}")) {
                throw EngineException.invalid("invalid filter 'exited=" + code + "': must be an exit code");
            }
        }
    }

    private void checkWords(String key, Set<String> words) {
        for (String word : filters.values(key)) {
            if (!words.contains(word)) {
                throw EngineException.invalid("invalid filter '" + key + "=" + word + "': must be one of "
                        + words.stream().sorted().toList());
            }
        }
    }

    private Instant created(Containers containers, String key) {
        return containers.require(tenant, filters.values(key).getFirst()).created();
    }

    boolean fits(Container container) {
        return fitsIdentity(container) && fitsState(container) && fitsSurroundings(container) && fitsPorts(container);
    }

    private boolean fitsIdentity(Container container) {
        return (!filters.has("id") || filters.values("id").stream().anyMatch(container.id()::startsWith))
                && (!filters.has("name") || filters.values("name").stream().anyMatch(wish -> named(container, wish)))
                && filters.allowsLabels(container.process().labels())
                && !filters.flag("is-task", false)
                && (!filters.has("ancestor")
                        || filters.values("ancestor").stream().anyMatch(wish -> madeFrom(container, wish)));
    }

    private static boolean named(Container container, String wish) {
        try {
            return Pattern.compile(wish).matcher("/" + container.name()).find()
                    || Pattern.compile(wish).matcher(container.name()).find();
        } catch (PatternSyntaxException e) {
            throw EngineException.invalid("invalid filter 'name': '" + wish + "' is no pattern");
        }
    }

    private boolean madeFrom(Container container, String wish) {
        return container.config().image().equals(wish)
                || library.find(tenant, wish)
                        .filter(image -> image.id().equals(container.imageId()))
                        .isPresent();
    }

    private boolean fitsState(Container container) {
        return filters.allows("status", StateDocument.word(container.state()))
                && filters.allows("health", container.health())
                && (!filters.has("exited")
                        || (container.state() instanceof ContainerState.Exited exited
                                && filters.values("exited").contains(Integer.toString(exited.exitCode()))));
    }

    private boolean fitsSurroundings(Container container) {
        return (before == null || container.created().isBefore(before))
                && (since == null || container.created().isAfter(since))
                && container.created().getEpochSecond() <= until / NANOS
                && (!filters.has("network")
                        || filters.values("network").stream().anyMatch(w -> isIn(container, w)))
                && (!filters.has("volume")
                        || MountDocument.of(containers.mounts(container.tenant(), container.id())).stream()
                                .anyMatch(row -> filters.values("volume")
                                                .contains(
                                                        row.path("Destination").asText())
                                        || filters.values("volume")
                                                .contains(row.path("Name").asText())
                                        || filters.values("volume")
                                                .contains(row.path("Source").asText())));
    }

    private boolean isIn(Container container, String wish) {
        return wish.equals(container.network())
                || (container.network() != null
                        && networks.find(container.network())
                                .filter(network -> network.id().startsWith(wish))
                                .isPresent());
    }

    private boolean fitsPorts(Container container) {
        return exposed.fits(
                        Documents.orEmpty(container.process().exposedPorts()).keySet())
                && (published.isEmpty()
                        || published.fits(networks.published(container.id()).stream()
                                .map(binding -> binding.hostPort() + "/" + binding.protocol())
                                .toList()));
    }
}
