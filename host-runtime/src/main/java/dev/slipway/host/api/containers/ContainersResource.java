package dev.slipway.host.api.containers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Filters;
import dev.slipway.host.api.http.Query;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.api.system.PruneEvents;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.container.Container;
import dev.slipway.host.container.ContainerConfig;
import dev.slipway.host.container.ContainerState;
import dev.slipway.host.container.Containers;
import dev.slipway.host.library.Library;
import dev.slipway.host.network.Networks;
import dev.slipway.host.tenant.TenantPolicy;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Containers as objects: create, list, inspect, update, rename, remove, prune. */
public final class ContainersResource implements Resource {
    private final PruneEvents prunings;
    private final Containers containers;
    private final Library library;
    private final Networks networks;
    private final ContainerSummary summary;
    private final InspectDocument inspect;

    public ContainersResource(
            Containers containers, Library library, Networks networks, Clock clock, PruneEvents prunings) {
        this.prunings = prunings;
        this.containers = containers;
        this.library = library;
        this.networks = networks;
        this.summary = new ContainerSummary(containers, networks, clock);
        this.inspect = new InspectDocument(containers, networks);
    }

    @Override
    public void register(Routes routes) {
        routes.get("/containers/json", this::list)
                .get("/containers/ps", this::list)
                .post("/containers/create", this::create)
                .post("/containers/prune", this::prune)
                .get("/containers/{id}/json", this::inspect)
                .post("/containers/{id}/rename", this::rename)
                .post("/containers/{id}/update", this::update)
                .delete("/containers/{id}", this::remove);
    }

    private void list(Call call) throws IOException {
        Query query = call.query();
        Filters filters = Filters.of(query, ContainerFilter.KEYS);
        long limit = query.number("limit", 0);
        boolean all = query.flag("all") || limit > 0 || filters.has("status");
        ContainerFilter filter = new ContainerFilter(filters, call.tenant(), containers, library, networks);
        Stream<ObjectNode> rows = containers.list(call.tenant()).stream()
                .sorted(Comparator.comparing(Container::created).reversed())
                .filter(container -> all || isUp(container))
                .flatMap(container -> rowOf(container, filter, query).stream());
        call.reply(200, (limit > 0 ? rows.limit(limit) : rows).toList());
    }

    /** Empty for a container that does not fit, and for one that was removed since the list was made. */
    private Optional<ObjectNode> rowOf(Container container, ContainerFilter filter, Query query) {
        try {
            return filter.fits(container) ? Optional.of(row(container, query)) : Optional.empty();
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isUp(Container container) {
        return container.state() instanceof ContainerState.Running
                || container.state() instanceof ContainerState.Restarting;
    }

    private ObjectNode row(Container container, Query query) {
        ObjectNode row = summary.of(container);
        return query.flag("size") ? sizes(row, container) : row;
    }

    private ObjectNode sizes(ObjectNode row, Container container) {
        long image = library.find(container.tenant(), container.imageId())
                .map(found -> found.bytes())
                .orElse(0L);
        return summary.withSizes(row, containers.writtenBytes(container.tenant(), container.id()), image);
    }

    private void create(Call call) throws IOException {
        ObjectNode body = call.json();
        ContainerConfig config;
        if (call.operator()) {
            config = CreateBody.read(body);
        } else {
            TenantPolicy.checkCreate(body);
            config = CreateBody.convert(body);
        }
        checkPlatform(call, config.image());
        String name = call.query().text("name", "");
        Container container = containers.create(call.tenant(), name.startsWith("/") ? name.substring(1) : name, config);
        call.reply(201, Documents.object().put("Id", container.id()).putPOJO("Warnings", List.of()));
    }

    private void checkPlatform(Call call, String image) {
        String platform = call.query().text("platform");
        if (platform == null) {
            return;
        }
        var config = library.require(call.tenant(), image).config();
        String[] wanted = platform.toLowerCase(Locale.ROOT).split("/");
        if (!wanted[0].equals(config.os()) || (wanted.length > 1 && !wanted[1].equals(config.architecture()))) {
            throw EngineException.notFound("image with reference " + image
                    + " was found but does not provide the specified platform (" + platform + ")");
        }
    }

    private void inspect(Call call) throws IOException {
        Container container = containers.require(call.tenant(), call.variable("id"));
        ObjectNode document = inspect.of(container);
        call.reply(200, call.query().flag("size") ? sizes(document, container) : document);
    }

    private void rename(Call call) throws IOException {
        String name = call.query().text("name", "");
        containers.rename(call.tenant(), call.variable("id"), name.startsWith("/") ? name.substring(1) : name);
        call.done(204);
    }

    private void update(Call call) throws IOException {
        ObjectNode body = call.json();
        ContainerConfig.HostConfig changes = UpdateBody.read(body);
        containers.update(call.tenant(), call.variable("id"), changes);
        call.reply(200, Map.of("Warnings", List.of()));
    }

    private void remove(Call call) throws IOException {
        if (call.query().flag("link")) {
            throw EngineException.invalid("links are not supported by this engine: leave 'link' out");
        }
        containers.remove(
                call.tenant(),
                call.variable("id"),
                call.query().flag("force"),
                call.query().flag("v"));
        call.done(204);
    }

    private void prune(Call call) throws IOException {
        ContainerFilter filter = new ContainerFilter(
                Filters.of(call.query(), ContainerFilter.PRUNE_KEYS), call.tenant(), containers, library, networks);
        List<String> deleted = new ArrayList<>();
        long bytes = 0;
        for (Container container : containers.list(call.tenant())) {
            if (!isUp(container) && filter.fits(container)) {
                long written = containers.writtenBytes(call.tenant(), container.id());
                if (removed(container)) {
                    deleted.add(container.id());
                    bytes += written;
                }
            }
        }
        prunings.say(call.tenant(), "container", bytes);
        call.reply(200, Documents.object().putPOJO("ContainersDeleted", deleted).put("SpaceReclaimed", bytes));
    }

    private boolean removed(Container container) {
        try {
            containers.remove(container.tenant(), container.id(), false, false);
            return true;
        } catch (EngineException e) {
            // Started or removed by somebody else meanwhile: not ours to prune any more.
            if (e.kind() == ErrorKind.CONFLICT || e.kind() == ErrorKind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
