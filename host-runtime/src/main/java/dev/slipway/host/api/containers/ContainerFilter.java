package dev.slipway.host.api.containers;

import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Filters;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.Container;
import dev.slipway.host.container.ContainerState;
import dev.slipway.host.container.Containers;
import dev.slipway.host.library.Library;
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

    private final Filters filters;
    private final String tenant;
    private final Library library;
    private final @Nullable Instant before;
    private final @Nullable Instant since;

    ContainerFilter(Filters filters, String tenant, Containers containers, Library library) {
        this.filters = filters;
        this.tenant = tenant;
        this.library = library;
        this.before = filters.has("before") ? created(containers, "before") : null;
        this.since = filters.has("since") ? created(containers, "since") : null;
    }

    private Instant created(Containers containers, String key) {
        return containers.require(tenant, filters.values(key).getFirst()).created();
    }

    boolean fits(Container container) {
        return fitsIdentity(container) && fitsState(container) && fitsSurroundings(container);
    }

    private boolean fitsIdentity(Container container) {
        return (!filters.has("id") || filters.values("id").stream().anyMatch(container.id()::startsWith))
                && (!filters.has("name") || filters.values("name").stream().anyMatch(wish -> named(container, wish)))
                && filters.allowsLabels(container.process().labels())
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
                && filters.allows("network", container.network())
                && (!filters.has("volume")
                        || MountDocument.of(container).stream()
                                .anyMatch(row -> filters.values("volume")
                                                .contains(
                                                        row.path("Destination").asText())
                                        || filters.values("volume")
                                                .contains(row.path("Source").asText())))
                && (!filters.has("expose")
                        || Documents.orEmpty(container.process().exposedPorts()).keySet().stream()
                                .anyMatch(port -> filters.values("expose").contains(port)
                                        || filters.values("expose").contains(port.replaceAll("/.*", ""))));
    }
}
