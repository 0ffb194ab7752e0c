package dev.slipway.host.api.slipway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.container.Containers;
import dev.slipway.host.router.Router;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Host names and the instances that answer for them. */
public final class RoutesResource implements Resource {
    private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final int MAX_PORT = 65_535;
    /** Longest time old targets may drain: an hour's download. */
    private static final int MAX_DRAIN_SECONDS = 3600;

    private static final int DEFAULT_DRAIN_SECONDS = 10;

    private final Router router;
    private final Containers containers;

    public RoutesResource(Router router, Containers containers) {
        this.router = router;
        this.containers = containers;
    }

    @Override
    public void register(Routes routes) {
        routes.put("/slipway/v1/routes/{host}", this::put)
                .get("/slipway/v1/routes/{host}", this::get)
                .delete("/slipway/v1/routes/{host}", this::remove);
    }

    private record Wanted(
            @Nullable List<Router.Target> targets, @Nullable Integer drainSeconds) {}

    private void put(Call call) throws IOException {
        Wanted wanted = read(call.json());
        int drain = wanted.drainSeconds() == null ? DEFAULT_DRAIN_SECONDS : wanted.drainSeconds();
        if (drain < 0 || drain > MAX_DRAIN_SECONDS) {
            throw EngineException.invalid("invalid field 'drainSeconds': must be 0 to " + MAX_DRAIN_SECONDS);
        }
        List<Router.Target> targets = Documents.orEmpty(wanted.targets()).stream()
                .map(target -> resolved(call.tenant(), target))
                .toList();
        call.reply(200, document(router.put(call.tenant(), host(call), targets, drain)));
    }

    private static Wanted read(ObjectNode body) {
        try {
            return Documents.strict(body, Wanted.class);
        } catch (JsonProcessingException e) {
            throw new EngineException(ErrorKind.INVALID, "invalid route: " + e.getOriginalMessage(), e);
        }
    }

    /** Names become ids, and only the caller's own containers are found. */
    private Router.Target resolved(String tenant, Router.Target target) {
        if (target.port() < 1 || target.port() > MAX_PORT) {
            throw EngineException.invalid("invalid port " + target.port() + ": must be 1 to " + MAX_PORT);
        }
        return new Router.Target(containers.require(tenant, target.container()).id(), target.port());
    }

    private static String host(Call call) {
        String host = call.variable("host").toLowerCase(Locale.ROOT);
        if (!HOST.matcher(host).matches()) {
            throw EngineException.invalid("invalid host name '" + host + "': letters, digits, dots and dashes only");
        }
        return host;
    }

    private void get(Call call) throws IOException {
        String host = host(call);
        Router.Route route = router.find(call.tenant(), host)
                .orElseThrow(() -> EngineException.notFound("no route for host '" + host + "'"));
        call.reply(200, document(route));
    }

    private void remove(Call call) throws IOException {
        router.remove(call.tenant(), host(call));
        call.done(204);
    }

    private static ObjectNode document(Router.Route route) {
        return Documents.object()
                .put("host", route.host())
                .putPOJO("targets", route.targets())
                .putPOJO("draining", route.draining());
    }
}
