package dev.slipway.host.api.system;

import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.util.List;

/** Doors of Docker's that this engine does not have: each says in one sentence why, and what to do instead. */
public final class Elsewhere implements Resource {
    private static final String BUILDKIT =
            "BuildKit sessions are not served by this engine: set DOCKER_BUILDKIT=0 so that"
                    + " docker build uses the classic builder";

    /** Docker's own words: its command prints them as they are, and scripts look for them. */
    private static final String NO_MANAGER =
            "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\""
                    + " to connect this node to swarm and try again.";

    private static final String NO_SWARM =
            "swarm mode is not served by this engine: it runs the containers of one host";

    private static final String NO_PLUGINS = "plugins are not served by this engine: its drivers are built in";

    /** What asks a swarm's manager. */
    private static final List<String> MANAGERS = List.of(
            "GET /swarm",
            "GET /swarm/unlockkey",
            "POST /swarm/update",
            "GET /nodes",
            "GET /nodes/{id}",
            "DELETE /nodes/{id}",
            "POST /nodes/{id}/update",
            "GET /services",
            "POST /services/create",
            "GET /services/{id}",
            "DELETE /services/{id}",
            "POST /services/{id}/update",
            "GET /services/{id}/logs",
            "GET /tasks",
            "GET /tasks/{id}",
            "GET /tasks/{id}/logs",
            "GET /secrets",
            "POST /secrets/create",
            "GET /secrets/{id}",
            "DELETE /secrets/{id}",
            "POST /secrets/{id}/update",
            "GET /configs",
            "POST /configs/create",
            "GET /configs/{id}",
            "DELETE /configs/{id}",
            "POST /configs/{id}/update");

    /** What needs a plugin that is there: none is. */
    private static final List<String> PLUGIN_ACTS = List.of(
            "GET /plugins/{name:.*}/json",
            "DELETE /plugins/{name:.*}",
            "POST /plugins/{name:.*}/enable",
            "POST /plugins/{name:.*}/disable",
            "POST /plugins/{name:.*}/upgrade",
            "POST /plugins/{name:.*}/push",
            "POST /plugins/{name:.*}/set");

    @Override
    public void register(Routes routes) {
        refuse(routes, List.of("POST /grpc", "POST /session"), ErrorKind.NOT_IMPLEMENTED, BUILDKIT);
        refuse(routes, MANAGERS, ErrorKind.UNAVAILABLE, NO_MANAGER);
        refuse(routes, List.of("POST /swarm/init", "POST /swarm/join"), ErrorKind.NOT_IMPLEMENTED, NO_SWARM);
        refuse(
                routes,
                List.of("POST /swarm/leave", "POST /swarm/unlock"),
                ErrorKind.UNAVAILABLE,
                "This node is not part of a swarm");
        plugins(routes);
    }

    private static void plugins(Routes routes) {
        routes.get("/plugins", call -> call.reply(200, List.of()));
        refuse(
                routes,
                List.of("GET /plugins/privileges", "POST /plugins/pull", "POST /plugins/create"),
                ErrorKind.NOT_IMPLEMENTED,
                NO_PLUGINS);
        for (String route : PLUGIN_ACTS) {
            add(routes, route, call -> {
                throw EngineException.notFound("plugin \"" + call.variable("name") + "\" not found");
            });
        }
    }

    private static void refuse(Routes routes, List<String> all, ErrorKind kind, String sentence) {
        for (String route : all) {
            add(routes, route, call -> {
                throw new EngineException(kind, sentence);
            });
        }
    }

    private static void add(Routes routes, String route, Routes.Action action) {
        int space = route.indexOf(' ');
        routes.add(route.substring(0, space), route.substring(space + 1), action);
    }
}
