package dev.slipway.host.api.system;

import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.util.List;
import java.util.Map;

/** Doors of Docker's that this engine does not have: each says in one sentence what to do instead. */
public final class Elsewhere implements Resource {
    private static final String BUILDKIT =
            "BuildKit sessions are not served by this engine: set DOCKER_BUILDKIT=0 so that"
                    + " docker build uses the classic builder";
    private static final String SWARM =
            "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\""
                    + " to connect this node to swarm and try again.";

    @Override
    public void register(Routes routes) {
        routes.post("/grpc", call -> refuse(ErrorKind.NOT_IMPLEMENTED, BUILDKIT))
                .post("/session", call -> refuse(ErrorKind.NOT_IMPLEMENTED, BUILDKIT));
        for (String path : List.of("/swarm", "/services", "/nodes", "/tasks", "/secrets", "/configs")) {
            routes.get(path, call -> refuse(ErrorKind.UNAVAILABLE, SWARM));
        }
        routes.post("/swarm/{act}", call -> refuse(ErrorKind.UNAVAILABLE, "swarm is not served by this engine"))
                .get("/plugins", call -> call.reply(200, List.of()))
                .post("/build/prune", call -> call.reply(200, Map.of("CachesDeleted", List.of(), "SpaceReclaimed", 0)));
    }

    private static void refuse(ErrorKind kind, String sentence) {
        throw new EngineException(kind, sentence);
    }
}
